namespace Peers;
internal static class PerformanceDocument { public static void Write(string folder, WorkResult[] results) { _ = folder; _ = results; } }
