namespace AsyncoreNet.Async.Tests;

/// <summary>
/// The tests of the class run on a network that cuts: half of the receives bring less than there is, half of the sends take less than
/// there is room for, half of the segments come in two.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class InPiecesAttribute : Attribute;
