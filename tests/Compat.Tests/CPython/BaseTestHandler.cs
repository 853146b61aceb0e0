using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>
/// A channel on which every event but a read and a write is a mistake. Its <c>handle_error</c> raises again: what escapes it
/// reaches <see cref="Loop.UnhandledException"/>, where <see cref="TestLoop"/> waits.
/// </summary>
internal class BaseTestHandler(ChannelSocket? sock, ChannelMap map) : asyncore.dispatcher(sock, map)
{
    public bool flag { get; protected set; }

    public override void handle_accept() => throw NotSupposed();

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => throw NotSupposed();

    public override void handle_connect() => throw NotSupposed();

    public override void handle_expt() => throw NotSupposed();

    public override void handle_close() => throw NotSupposed();

    public override void handle_error() => ExceptionDispatchInfo.Throw(asyncore.exc_info()!);

    private static InvalidOperationException NotSupposed([CallerMemberName] string handler = "") =>
        new($"{handler} is not supposed to be called.");
}
