using System.Net;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Testing;

using Xunit;

namespace Quotes;

// The program: asks a server for a quote, and asks again when that fails or takes too long.
public sealed class QuoteClient(string host, int port)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    public const int Attempts = 4;

    public async Task<string> AskAsync(string symbol)
    {
        TimeProvider time = Loop.Current!.TimeProvider; // the loop's clock: real in production, virtual in a simulation
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var timeout = new CancellationTokenSource(Timeout, time);
                await using AsyncConnection connection = await AsyncConnection.ConnectAsync(host, port, cancellationToken: timeout.Token);
                await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(symbol + "\n"), timeout.Token);
                return await connection.ReadLineAsync(cancellationToken: timeout.Token) ?? throw new EndOfStreamException();
            }
            catch (Exception e) when (attempt < Attempts && e is SocketException or OperationCanceledException or EndOfStreamException)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), time);
            }
        }
    }
}

// Its tests.
public sealed class QuoteClientTests
{
    [Fact]
    public void Ask_TheNetworkIsCutForAWhile_AnswersOnceItIsBack() => Simulation.Run(seed: 1, async simulation =>
    {
        SimulatedHost host = simulation.Network.AddHost("quotes");
        SimulatedProgram server = simulation.Start(host, ServeAsync);
        simulation.Network.Between(simulation.Host, host).Partition(TimeSpan.FromSeconds(10));

        Assert.Equal("ACME 42", await new QuoteClient("quotes", 7000).AskAsync("ACME"));

        // Attempts at 0, 4 and 9 seconds; the third asks again for its connection after one, and gets it.
        Assert.Equal(TimeSpan.FromSeconds(10), simulation.Time.Elapsed);
        await server.StopAsync();
    });

    [Fact]
    public void Ask_NobodyListens_GivesUpAfterFourAttempts() => Simulation.Run(seed: 1, async simulation =>
    {
        simulation.Network.AddHost("quotes");

        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => new QuoteClient("quotes", 7000).AskAsync("ACME"));

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 3), simulation.Time.Elapsed);
    });

    [Fact]
    public void Ask_WhateverGoesWrong_AnswersRightOrFailsInTime() => Simulation.Explore(Simulation.Seeds(200), async simulation =>
    {
        SimulatedHost host = simulation.Network.AddHost("quotes");
        simulation.Network.Conditions = LinkConditions.Draw(simulation.Random);
        SimulatedProgram server = simulation.Start(host, ServeAsync);
        simulation.Network.Faults = FaultOptions.Draw(simulation.Random) with { NoDescriptor = 0 };
        try
        {
            Assert.Equal("ACME 42", await new QuoteClient("quotes", 7000).AskAsync("ACME"));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or EndOfStreamException)
        {
            // It may fail; it may not be wrong.
        }

        Assert.True(simulation.Time.Elapsed <= (QuoteClient.Attempts * QuoteClient.Timeout) + TimeSpan.FromSeconds(1 + 2 + 3));
        await server.StopAsync();
    });

    // Stands for the server: answers each line.
    private static async Task ServeAsync(CancellationToken stopping)
    {
        await using AsyncServer server = AsyncServer.Start(new IPEndPoint(IPAddress.IPv6Any, 7000), async (connection, token) =>
        {
            while (await connection.ReadLineAsync(cancellationToken: token) is { } symbol)
            {
                await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{symbol} 42\n"), token);
            }
        });
        await Task.Delay(Timeout.InfiniteTimeSpan, Loop.Current!.TimeProvider, stopping);
    }
}
