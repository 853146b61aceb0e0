using System.Text.Json;
using System.Text.Json.Serialization;

namespace Peers;

/// <summary>The figures behind the document, kept beside it: what is measured alone takes the place of its part.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // µ stays µ; the file goes into no page
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The figures kept in a folder, in the order of the measurements.</summary>
    public static WorkResult[] Read(string folder)
    {
        string path = PathIn(folder);
        return File.Exists(path) ? JsonSerializer.Deserialize<WorkResult[]>(File.ReadAllText(path), Options)! : [];
    }

    /// <summary>Keeps new figures in the place of older ones of the same measurement. Returns all.</summary>
    public static WorkResult[] Merge(string folder, WorkResult[] results)
    {
        WorkResult[] kept = Read(folder);
        WorkResult[] all =
        [
            .. AllWorks.Create()
                .Select(work => results.FirstOrDefault(r => r.Name == work.Name) ?? kept.FirstOrDefault(r => r.Name == work.Name))
                .OfType<WorkResult>(),
        ];
        Directory.CreateDirectory(Path.GetDirectoryName(PathIn(folder))!);
        File.WriteAllText(PathIn(folder), JsonSerializer.Serialize(all, Options) + "\n");
        return all;
    }

    private static string PathIn(string folder) => Path.Combine(folder, "performance", "results.json");
}
