using AsyncoreNet;
using AsyncoreNet.Tests.FaultHost;

// A process of its own for faults that would take the test runner's descriptors away. It obeys lines on standard input. The
// console's streams that it uses are opened first: with no descriptor left, that could not be done. Standard error is left to the
// library.
(TextReader input, TextWriter output) = (Console.In, Console.Out);
if (args is not [var scenario, var pollerName] || !Enum.TryParse(pollerName, out PollerKind poller))
{
    Console.Error.WriteLine("usage: FaultHost (descriptor-limit | broken-poller) (Epoll | Poll | Select)");
    return 2;
}

switch (scenario)
{
    case "descriptor-limit":
        using (var server = new DescriptorLimit(poller, input, output))
        {
            server.Run();
        }

        return 0;
    case "broken-poller":
        BrokenPoller.Run(poller, output);
        return 0;
    default:
        Console.Error.WriteLine($"unknown scenario: {scenario}");
        return 2;
}
