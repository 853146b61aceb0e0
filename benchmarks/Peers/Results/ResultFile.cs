using System.Text.Encodings.Web;
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
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // µ stays µ: the file goes into no page
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>What is kept in a folder; null where nothing is.</summary>
    public static ResultSet? Read(string folder) => File.Exists(PathIn(folder))
        ? JsonSerializer.Deserialize<ResultSet>(File.ReadAllText(PathIn(folder)), Options)
        : null;

    /// <summary>Keeps new figures, in the place of older ones of the same measurement. Returns all.</summary>
    public static ResultSet Merge(string folder, ResultSet measured)
    {
        ResultSet? kept = Read(folder);
        WorkResult[] all =
        [
            .. AllWorks.Create().Select(work => Of(measured, work) ?? (kept is null ? null : Of(kept, work))).OfType<WorkResult>(),
        ];
        ResultSet merged = measured with { Works = all };
        Directory.CreateDirectory(Path.GetDirectoryName(PathIn(folder))!);
        File.WriteAllText(PathIn(folder), JsonSerializer.Serialize(merged, Options) + "\n");
        return merged;

        static WorkResult? Of(ResultSet results, Work work) => results.Works.FirstOrDefault(r => r.Name == work.Name);
    }

    private static string PathIn(string folder) => Path.Combine(folder, "performance", "results.json");
}
