using FsCheck;
using FsCheck.Fluent;

using Microsoft.FSharp.Core;

namespace AsyncoreNet.Tests;

/// <summary>Checks that something holds for many cases; the same ones in each run.</summary>
internal static class Property
{
    private const ulong Seed = 10;
    private const ulong Gamma = 11; // FsCheck's second half of a seed, which is odd
    private const int Cases = 5_000;

    private static readonly Config Fixed = Config.QuickThrowOnFailure
        .WithMaxTest(Cases)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None)));

    /// <summary>Fails with the smallest case found for which <paramref name="holds"/> throws.</summary>
    public static void Holds<T>(Arbitrary<T> cases, Action<T> holds) => Prop.ForAll(cases, holds).Check(Fixed);
}
