// A peer of the benchmarks: Kestrel without HTTP, a connection handler for each connection.
// usage: KestrelEcho PORT
using System.Globalization;
using System.Net;

using KestrelEcho;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
    IPAddress.Loopback,
    int.Parse(args[0], CultureInfo.InvariantCulture),
    listener => listener.UseConnectionHandler<EchoHandler>()));
await builder.Build().RunAsync();
