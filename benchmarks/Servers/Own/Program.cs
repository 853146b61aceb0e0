// Servers of this library that are no example: line echoes, and one whose predicate the loop has to ask.
// usage: Own lines-compat|lines-await|asked PORT
using System.Globalization;

using Own;

Action<int> serve = args[0] switch
{
    "lines-compat" => LineEcho.Serve,
    "lines-await" => AwaitLineEcho.Serve,
    "asked" => AskedEcho.Serve,
    _ => throw new ArgumentException($"There is no server '{args[0]}'."),
};
serve(int.Parse(args[1], CultureInfo.InvariantCulture));
