using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncoreNet.Testing;

/// <summary>
/// What has happened in a simulated world, in order: a digest of all of it, and the last events as text. The same seed gives the same
/// trace, to the byte.
/// </summary>
public sealed partial class SimulationTrace
{
    private const int Kept = 64;
    private const ulong Prime = 0x100000001B3;

    /// <summary>Where an object is, as Python prints it, and so Compat: the one thing that no seed gives.</summary>
    [GeneratedRegex(" at 0x[0-9a-f]+", RegexOptions.NonBacktracking)]
    private static partial Regex Place { get; }

    private readonly Event[] _last = new Event[Kept];
    private List<Event>? _all;

    /// <summary>A digest of everything: times, hosts, descriptors, values, texts and payloads.</summary>
    public ulong Hash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>The number of events.</summary>
    public long Count { get; private set; }

    /// <summary>All events as text, if they were kept (<see cref="SimulationOptions.KeepTrace"/>); else the last ones.</summary>
    public IEnumerable<string> Lines => _all is { } all
        ? all.Select(e => e.ToString())
        : Enumerable.Range(0, (int)Math.Min(Count, Kept)).Select(i => _last[(Count - Math.Min(Count, Kept) + i) % Kept].ToString());

    /// <summary>The last events as text, oldest first.</summary>
    /// <param name="count">How many; at most 64 are there.</param>
    public IReadOnlyList<string> Last(int count)
    {
        count = (int)Math.Min(Math.Min(count, Kept), Count);
        return [.. Enumerable.Range(0, count).Select(i => _last[(Count - count + i) % Kept].ToString())];
    }

    internal void KeepAll() => _all ??= [];

    internal void Add(long time, SimulationEventKind kind, SimulatedHost? host, int descriptor, long value, string? text = null)
    {
        Mix((ulong)time);
        Mix(((ulong)kind << 32) | (uint)descriptor);
        Mix((ulong)value);
        text = text is null ? null : Place.Replace(text, "");
        foreach (char c in text ?? "")
        {
            Hash = (Hash ^ c) * Prime;
        }

        foreach (char c in host?.Name ?? "")
        {
            Hash = (Hash ^ c) * Prime;
        }

        var added = new Event(time, kind, host?.Name, descriptor, value, text);
        _last[Count++ % Kept] = added;
        _all?.Add(added);
    }

    internal void Add(long time, SimulationEventKind kind, SimulatedHost host, int descriptor, ReadOnlySpan<byte> data)
    {
        Add(time, kind, host, descriptor, data.Length);
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (byte b in data)
        {
            Hash = (Hash ^ b) * Prime;
        }
    }

    private void Mix(ulong value)
    {
        ulong mixed = (Hash ^ value) * 0x9E3779B97F4A7C15;
        Hash = mixed ^ (mixed >> 29);
    }

    private readonly record struct Event(long Time, SimulationEventKind Kind, string? Host, int Descriptor, long Value, string? Text)
    {
        public override string ToString()
        {
            string where = Host is null ? "" : Descriptor < 0 ? $" {Host}" : $" {Host}/{Descriptor}";
            string value = Kind switch
            {
                SimulationEventKind.Failed => $" {SocketErrors.Name((System.Net.Sockets.SocketError)Value)}",
                SimulationEventKind.Send or SimulationEventKind.Receive => $" {Value} bytes",
                SimulationEventKind.Accept => $" {Host}/{Value}",
                SimulationEventKind.Listen => $" (backlog {Value})",
                SimulationEventKind.Bind when Value != 0 => $" {SocketErrors.Name((System.Net.Sockets.SocketError)Value)}",
                _ => "",
            };
            string time = TimeSpan.FromTicks(Time).TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);
            return $"{time,12}{where} {Kind}{value}{(Text is null ? "" : $" {Text}")}";
        }
    }
}
