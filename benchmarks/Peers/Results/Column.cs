using System.Globalization;

namespace Peers;

/// <summary>A column of figures.</summary>
/// <param name="Name">Its name, with the unit.</param>
/// <param name="Decimals">Digits behind the point.</param>
internal sealed record Column(string Name, int Decimals)
{
    public string Format(double figure) =>
        figure.ToString((figure >= 10_000 ? "N" : "F") + Decimals, CultureInfo.InvariantCulture);
}
