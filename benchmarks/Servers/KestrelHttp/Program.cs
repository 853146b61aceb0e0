// A peer of the benchmarks: a greeting over HTTP/1.1 by Kestrel, one piece of middleware and no routing.
// usage: KestrelHttp PORT
using System.Globalization;
using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

int port = int.Parse(args[0], CultureInfo.InvariantCulture);
byte[] greeting = "Hello, World!"u8.ToArray();

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
WebApplication app = builder.Build();
app.Run(context =>
{
    context.Response.ContentType = "text/plain";
    context.Response.ContentLength = greeting.Length;
    return context.Response.Body.WriteAsync(greeting).AsTask();
});
await app.StartAsync();
Console.WriteLine($"listening on 127.0.0.1:{port}");
await app.WaitForShutdownAsync();
