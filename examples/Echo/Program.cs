using System.Net;
using AsyncoreNet;
using AsyncoreNet.Compat;
using Echo;
var address = new IPEndPoint(IPAddress.Loopback, int.Parse(args[1]));
if (args[0] == "compat") { _ = new CompatEcho(address); } else { _ = new CallbackEcho(address); }
Console.WriteLine("listening");
if (args[0] == "compat" && args.Length > 2) { asyncore.loop(); } else { Loop.Default.Run(); }
