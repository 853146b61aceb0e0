using System.Globalization;

namespace AsyncoreNet.Compat.Tests;

/// <summary>What the kernel says of a descriptor of this process. Linux.</summary>
internal readonly record struct DescriptorFlags(int Value)
{
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public static DescriptorFlags Of(int descriptor)
    {
        string line = File.ReadLines($"/proc/self/fdinfo/{descriptor.ToString(CultureInfo.InvariantCulture)}")
            .First(l => l.StartsWith("flags:", StringComparison.Ordinal));
        return new DescriptorFlags(Convert.ToInt32(line["flags:".Length..].Trim(), fromBase: 8));
    }

    public bool HasFlag(int flag) => (Value & flag) != 0;
}
