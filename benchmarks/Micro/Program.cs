// Micro benchmarks of the library's parts. usage: Micro --filter GLOB [--job short|dry] [--list flat]
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;

// No job here, so the command line chooses one; and the default toolchain, so each case has a process of its own: neither
// what the one before has left in the pools nor how the compiler has specialised for it is part of a figure.
IConfig config = ManualConfig.CreateEmpty()
    .AddColumnProvider(
        DefaultColumnProviders.Descriptor,
        DefaultColumnProviders.Params,
        DefaultColumnProviders.Statistics,
        DefaultColumnProviders.Metrics)
    .HideColumns(Column.Error, Column.Median, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio)
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()])
    .AddValidator([.. DefaultConfig.Instance.GetValidators()]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
