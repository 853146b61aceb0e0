namespace AsyncoreNet.Async.Tests;

// The tests that send and receive, a second time: what they ask for must not depend on the pieces that it comes in.

[InPieces]
public sealed class AddressFamilyInPiecesTests : AddressFamilyTests;

[InPieces]
public sealed class AsyncChatInPiecesTests : AsyncChatTests;

[InPieces]
public sealed class AsyncConnectionInPiecesTests : AsyncConnectionTests;

[InPieces]
public sealed class AsyncLoopInPiecesTests : AsyncLoopTests;

[InPieces]
public sealed class AsyncServerInPiecesTests : AsyncServerTests;

[InPieces]
public sealed class AsyncSocketInPiecesTests : AsyncSocketTests;

[InPieces]
public sealed class CancellationInPiecesTests : CancellationTests;

[InPieces]
public sealed class ContinuationInPiecesTests : ContinuationTests;

[InPieces]
public sealed class EventsInPiecesTests : EventsTests;

[InPieces]
public sealed class HostileHandlerInPiecesTests : HostileHandlerTests;

[InPieces]
public sealed class HostilePeerInPiecesTests : HostilePeerTests;

[InPieces]
public sealed class MixingInPiecesTests : MixingTests;

[InPieces]
public sealed class RandomMixingInPiecesTests : RandomMixingTests;

[InPieces]
public sealed class StreamInPiecesTests : StreamTests;
