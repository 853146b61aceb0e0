// A peer of the benchmarks: Kestrel without HTTP, a connection handler for each connection.
// usage: KestrelEcho PORT
using System.Globalization;
using System.Net;

using KestrelEcho;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

int port = int.Parse(args[0], CultureInfo.InvariantCulture);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
    IPAddress.Loopback, port, listener => listener.UseConnectionHandler<EchoHandler>()));
WebApplication app = builder.Build();
await app.StartAsync();
Console.WriteLine($"listening on 127.0.0.1:{port}");
await app.WaitForShutdownAsync();
