using System.Collections.Frozen;
using System.Text;
using OpenSQT.Lmax.Dashboard.Reports;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>The page's own files, embedded in the assembly: nothing is built, fetched or written.</summary>
internal static class PageFiles
{
    private const string Prefix = "Page/";
    private const string Json = "application/json";

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Path → content type and bytes; the page itself is "/".</summary>
    public static FrozenDictionary<string, (string ContentType, byte[] Bytes)> Load(DashboardOptions options)
    {
        var files = new Dictionary<string, (string, byte[])> { ["/texts.json"] = (Json, TextsOf(options)) };
        foreach (string resource in typeof(PageFiles).Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            string name = resource[Prefix.Length..];
            string path = name == "index.html" ? "/" : $"/{name}";
            files[path] = (ContentTypes[Path.GetExtension(name)], Read(resource));
        }

        return files.ToFrozenDictionary();
    }

    private static byte[] TextsOf(DashboardOptions options) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("language", options.Language);
        json.WriteStartArray("languages");
        foreach (string language in options.Languages) json.WriteStringValue(language);
        json.WriteEndArray();
        json.WriteStartObject("texts");
        foreach ((string key, string[] texts) in options.Texts)
        {
            json.WriteStartArray(key);
            foreach (string text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }).ToArray();

    private static byte[] Read(string resource)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
