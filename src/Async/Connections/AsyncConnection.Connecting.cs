using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <content>Connecting.</content>
public sealed partial class AsyncConnection
{
    /// <summary>Connects to a host and a port.</summary>
    /// <inheritdoc cref="ConnectAsync(EndPoint, AsyncConnectOptions?, CancellationToken)"/>
    public static Task<AsyncConnection> ConnectAsync(
        string host, int port, AsyncConnectOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(IPAddress.TryParse(host, out IPAddress? literal) ? new IPEndPoint(literal, port) : new DnsEndPoint(host, port),
            options, cancellationToken);

    /// <summary>
    /// Connects. The addresses of a host name are tried one after the other, IPv6 and IPv4 in turns, each with a head start over the
    /// next (RFC 8305); the first that answers is taken and the others are closed.
    /// </summary>
    /// <param name="address">A TCP address, a host name with a port, or a Unix path.</param>
    /// <param name="options">By default an <see cref="AsyncConnectOptions"/> as it comes.</param>
    /// <param name="cancellationToken">Gives up; no socket is left.</param>
    /// <exception cref="SocketException">The host is unknown, or no address of it could be reached: the error of the last.</exception>
    public static async Task<AsyncConnection> ConnectAsync(
        EndPoint address, AsyncConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new AsyncConnectOptions();
        ChannelMap map = options.Map ?? AsyncoreNet.Loop.Current?.Map ?? ChannelMap.Default;
        if (address is not DnsEndPoint name)
        {
            return new AsyncConnection(await AttemptAsync(address, map, options, cancellationToken).ConfigureAwait(true));
        }

        IPAddress[] found = await AsyncSocket.ResolveAsync(map, name, name.AddressFamily, "this system", cancellationToken)
            .ConfigureAwait(true);
        IPEndPoint[] candidates = [.. InTurns(found).Select(ip => new IPEndPoint(ip, name.Port))];
        return new AsyncConnection(await RaceAsync(candidates, map, options, cancellationToken).ConfigureAwait(true));
    }

    private static async Task<ConnectionChannel> RaceAsync(
        IPEndPoint[] candidates, ChannelMap map, AsyncConnectOptions options, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeProvider time = map.Loop?.TimeProvider ?? TimeProvider.System;
        List<Task<ConnectionChannel>> attempts = [];
        int next = 0;
        Exception? last = null;
        try
        {
            while (true)
            {
                if (next < candidates.Length)
                {
                    attempts.Add(AttemptAsync(candidates[next++], map, options, giveUp.Token));
                }

                // Not linked to the caller's: a delay that is cancelled ends on the thread pool, and nobody is to go on from there. An attempt
                // is under way, which ends on the loop.
                using var headStart = new CancellationTokenSource();
                Task delay = Task.Delay(next < candidates.Length ? options.AttemptDelay : Timeout.InfiniteTimeSpan, time, headStart.Token);
                Task first = await Task.WhenAny([delay, .. attempts]).ConfigureAwait(true);
                Cancel(headStart);
                if (first is Task<ConnectionChannel> attempt)
                {
                    attempts.Remove(attempt);
                    if (attempt.IsCompletedSuccessfully)
                    {
                        return await attempt.ConfigureAwait(true);
                    }

                    last = attempt.Exception?.InnerException;
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (attempts.Count == 0 && next == candidates.Length)
                {
                    throw last ?? new OperationCanceledException(cancellationToken);
                }
            }
        }
        finally
        {
            Cancel(giveUp);
            foreach (Task<ConnectionChannel> attempt in attempts)
            {
                await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                if (attempt.IsCompletedSuccessfully)
                {
                    (await attempt.ConfigureAwait(true)).Close(); // a moment too late
                }
            }
        }
    }

    /// <summary>Here and now: <see cref="CancellationTokenSource.CancelAsync"/> would leave the loop's thread.</summary>
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private static async Task<ConnectionChannel> AttemptAsync(
        EndPoint address, ChannelMap map, AsyncConnectOptions options, CancellationToken cancellationToken)
    {
        var channel = new ConnectionChannel(null, map);
        try
        {
            channel.CreateSocket(address.AddressFamily);
            if (options.NoDelay && address is IPEndPoint)
            {
                channel.Socket!.NoDelay = true;
            }

            if (options.LocalEndPoint is { } local)
            {
                channel.Bind(local);
            }

            await channel.ConnectAsync(address, cancellationToken).ConfigureAwait(true);
            return channel;
        }
        catch
        {
            channel.Close();
            throw;
        }
    }

    /// <summary>The first address, then one of the other family, and so on.</summary>
    private static IEnumerable<IPAddress> InTurns(IPAddress[] found)
    {
        IPAddress[] own = [.. found.Where(ip => ip.AddressFamily == found[0].AddressFamily)];
        IPAddress[] other = [.. found.Where(ip => ip.AddressFamily != found[0].AddressFamily)];
        for (int i = 0; i < Math.Max(own.Length, other.Length); i++)
        {
            if (i < own.Length)
            {
                yield return own[i];
            }

            if (i < other.Length)
            {
                yield return other[i];
            }
        }
    }
}
