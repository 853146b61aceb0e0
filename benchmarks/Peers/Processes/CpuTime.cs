using System.Globalization;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>CPU time that a process has used, over all its threads.</summary>
/// <param name="Nanoseconds">All of it.</param>
/// <param name="UserTicks">Outside the kernel, in ticks of 10 ms.</param>
/// <param name="SystemTicks">In the kernel.</param>
internal readonly partial record struct CpuTime(long Nanoseconds, long UserTicks, long SystemTicks)
{
    /// <summary>The part spent outside the kernel.</summary>
    public double UserShare => UserTicks + SystemTicks > 0 ? (double)UserTicks / (UserTicks + SystemTicks) : 0;

    public static CpuTime operator -(CpuTime after, CpuTime before) => new(
        after.Nanoseconds - before.Nanoseconds, after.UserTicks - before.UserTicks, after.SystemTicks - before.SystemTicks);

    public static CpuTime Of(int process)
    {
        int error = GetCpuClock(process, out int clock);
        if (error != 0 || GetTime(clock, out TimeSpec time) != 0)
        {
            throw new InvalidOperationException($"The CPU time of process {process} cannot be read: it has ended.");
        }

        // "PID (NAME) STATE ...": the name may hold anything; user and system time are the 12th and 13th word behind it.
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new CpuTime(
            (time.Seconds * 1_000_000_000) + time.Nanoseconds,
            long.Parse(words[11], CultureInfo.InvariantCulture),
            long.Parse(words[12], CultureInfo.InvariantCulture));
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetCpuClock(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
