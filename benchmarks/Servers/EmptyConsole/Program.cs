// What the start of .NET itself costs: says so when it runs, and ends with its standard input.
// usage: EmptyConsole
Console.WriteLine("ready");
Console.In.ReadToEnd();
