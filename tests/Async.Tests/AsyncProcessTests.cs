using System.Diagnostics;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Real processes, their pipes and their ends.</summary>
public sealed class AsyncProcessTests : AsyncTest
{
    [Fact]
    public void Cat_EchoesLineByLine() => Run(async () =>
    {
        await using AsyncProcess cat = AsyncProcess.Start(Redirected("cat"));
        foreach (string line in (string[])["first", "second"])
        {
            await cat.StandardInput.WriteAsync(Encoding.ASCII.GetBytes(line + "\n"));
            Assert.Equal(line, await cat.StandardOutput.ReadLineAsync());
        }

        await cat.StandardInput.CompleteOutputAsync();
        Assert.Null(await cat.StandardOutput.ReadLineAsync());
        Assert.Equal(0, await cat.WaitForExitAsync());
        Assert.True(Loop.IsLoopThread);
    });

    [Fact]
    public void OutputAndExit_GoOnOnTheLoop() => Run(async () =>
    {
        await using AsyncProcess process = AsyncProcess.Start(new ProcessStartInfo("echo", "x") { RedirectStandardOutput = true });
        await OnLoop(process.StandardOutput.ReadLineAsync().AsTask());
        await OnLoop(process.WaitForExitAsync());
    });

    /// <summary>Far more than the pipes hold, in three directions at once.</summary>
    [Fact]
    public void Communicate_LargeInputAndOutput_IsWhole() => Run(async () =>
    {
        byte[] input = CountingStream.Bytes(0, 3_000_000);
        await using AsyncProcess tee = AsyncProcess.Start(Redirected("sh", "-c", "tee /dev/stderr; exit 7"));
        ProcessOutput result = await tee.CommunicateAsync(input);
        Assert.Equal(7, result.ExitCode);
        Assert.True(result.Output.Span.SequenceEqual(input));
        Assert.True(result.Error.Span.SequenceEqual(input));
    });

    [Fact]
    public void Communicate_ProcessThatReadsNothing_IsNoError() => Run(async () =>
    {
        await using AsyncProcess process = AsyncProcess.Start(Redirected("sh", "-c", "exec 0<&-; echo done"));
        ProcessOutput result = await process.CommunicateAsync(new byte[1 << 20]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("done\n", Encoding.ASCII.GetString(result.Output.Span));
    });

    [Fact]
    public void StreamsThatAreNotRedirected_SaySo() => Run(async () =>
    {
        await using AsyncProcess process = AsyncProcess.Start(new ProcessStartInfo("true"));
        Assert.Contains(
            nameof(ProcessStartInfo.RedirectStandardOutput),
            Assert.Throws<InvalidOperationException>(() => process.StandardOutput).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.CommunicateAsync(new byte[1]));
        ProcessOutput result = await process.CommunicateAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.True(result.Output.IsEmpty);
    });

    [Fact]
    public void Dispose_KillsWhatStillRuns_AndLeavesNothing() => Run(async () =>
    {
        Process running;
        await using (AsyncProcess sleep = AsyncProcess.Start(Redirected("sleep", "1000")))
        {
            running = Process.GetProcessById(sleep.Process.Id);
        }

        Assert.True(running.HasExited);
        Assert.Empty(Map);
    });

    [Fact]
    public void CancelledWaits_LeaveTheProcessRunning() => Run(async () =>
    {
        await using AsyncProcess sleep = AsyncProcess.Start(Redirected("sleep", "1000"));
        using var cancel = new CancellationTokenSource();
        Task<int> exit = sleep.WaitForExitAsync(cancel.Token);
        Task<ProcessOutput> output = sleep.CommunicateAsync(cancellationToken: cancel.Token);
        await Task.Yield();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exit);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => output);
        Assert.False(sleep.Process.HasExited);
        sleep.Process.Kill();
        Assert.Equal(137, await sleep.WaitForExitAsync());
    });

    [Fact]
    public void ProgramThatDoesNotExist_Throws() => Assert.Throws<System.ComponentModel.Win32Exception>(
        () => AsyncProcess.Start(Redirected("/nonexistent/program"), Map));

    /// <summary>The pipes' descriptors are gone, from a hundred processes.</summary>
    [Fact]
    public void HundredProcesses_LeakNoDescriptor() => Run(async () =>
    {
        await using (AsyncProcess first = AsyncProcess.Start(Redirected("true")))
        {
            await first.CommunicateAsync();
        }

        int before = Directory.GetFileSystemEntries("/proc/self/fd").Count(IsPipe);
        for (int i = 0; i < 100; i++)
        {
            await using AsyncProcess process = AsyncProcess.Start(Redirected("echo", "x"));
            Assert.Equal(2, (await process.CommunicateAsync()).Output.Length);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Directory.GetFileSystemEntries("/proc/self/fd").Count(IsPipe), 0, before + 20); // other tests run beside this one

        static bool IsPipe(string path)
        {
            try
            {
                return new FileInfo(path).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    });

    private static ProcessStartInfo Redirected(string program, params string[] arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
