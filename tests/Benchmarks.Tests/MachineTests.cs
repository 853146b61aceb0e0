using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class MachineTests
{
    [Theory]
    [InlineData("processor\t: 0\nmodel\t\t: 17\nmodel name\t: An EPYC: 2.4 GHz\nmodel name\t: Another\n", "An EPYC: 2.4 GHz")]
    [InlineData("processor\t: 0\nCPU part\t: 0xd08\n\nModel\t\t: A Board Rev 1.4\n", "A Board Rev 1.4")]
    [InlineData("processor\t: 0\nCPU part\t: 0xd08\n", null)]
    [InlineData("model name\t: \n", null)]
    [InlineData("", null)]
    public void Processor_IsTheFirstModelOfAll(string cpuInfo, string? processor) =>
        Assert.Equal(processor, Machine.ProcessorIn(cpuInfo));

    [Theory]
    [InlineData("MemTotal:        4029436 kB\nMemFree:  1 kB\n", 4029436L * 1024)]
    [InlineData("MemFree: 1 kB\n", null)]
    [InlineData("MemTotal: many kB\n", null)]
    [InlineData("MemTotal: 5 MB\n", null)]
    public void Memory_IsInBytes(string memInfo, long? bytes) => Assert.Equal(bytes, Machine.MemoryIn(memInfo));

    [Theory]
    [InlineData("NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)")]
    [InlineData("PRETTY_NAME='Alpine = small'\n", "Alpine = small")]
    [InlineData("PRETTY_NAME=Void\n", "Void")]
    [InlineData("NAME=Void\n", null)]
    public void System_IsThePrettyNameWithoutQuotes(string osRelease, string? name) =>
        Assert.Equal(name, Machine.SystemIn(osRelease));

    [Fact]
    public void Machine_IsOneLine()
    {
        Machine machine = new()
        {
            Processor = "AMD EPYC",
            Cores = 2,
            Memory = 4029436L * 1024,
            Kernel = "Linux 6.1.0-13",
            System = "Debian GNU/Linux 12 (bookworm)",
            Runtime = ".NET 10.0.1",
        };

        Assert.Equal(
            "AMD EPYC, 2 cores, 3.8 GiB of memory; Debian GNU/Linux 12 (bookworm), Linux 6.1.0-13; .NET 10.0.1", $"{machine}");
        Assert.Equal("AMD EPYC, 1 core; Debian GNU/Linux 12 (bookworm), Linux 6.1.0-13; .NET 10.0.1",
            $"{machine with { Cores = 1, Memory = null }}");
    }

    [Fact]
    public void ThisMachine_HasEverything()
    {
        var machine = Machine.Read();

        Assert.NotEmpty(machine.Processor);
        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.NotEmpty(machine.System);
        Assert.StartsWith($".NET {Environment.Version}", machine.Runtime, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', $"{machine}");
        if (OperatingSystem.IsLinux())
        {
            Assert.True(machine.Memory > 1 << 20);
            Assert.Equal($"Linux {Environment.OSVersion.Version.Major}.{Environment.OSVersion.Version.Minor}",
                string.Join('.', machine.Kernel.Split('.')[..2]));
        }
    }
}
