using System.Globalization;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// Tells how much memory any .NET program has allocated, from outside and without a change to it: with
/// <c>DOTNET_STARTUP_HOOKS=/path/AllocationProbe.dll</c> the runtime runs this before the program's own entry point. Whoever
/// connects to the Unix socket at <c>ALLOCATION_PROBE</c> gets a line with the bytes allocated so far, and the end of the stream.
/// </summary>
/// <remarks>
/// A thread of its own waits in a blocking accept: neither the thread pool nor the sockets' event thread, which are the measured
/// program's, know of it. What it allocates itself is taken off, so that asking does not show in the answers. The runtime looks
/// for a class of this name outside all namespaces.
/// </remarks>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("ALLOCATION_PROBE") is not { Length: > 0 } path)
        {
            return;
        }

        File.Delete(path); // left by a program that was killed
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Answer(listener)) { IsBackground = true, Name = "allocation probe" }.Start();
    }

    private static void Answer(Socket listener)
    {
        while (true)
        {
            using Socket client = listener.Accept();
            try
            {
                long own = GC.GetAllocatedBytesForCurrentThread();
                long bytes = GC.GetTotalAllocatedBytes(precise: true) - own;
                client.Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes}\n")));
            }
            catch (SocketException)
            {
                // Whoever asked is gone.
            }
        }
    }
}
