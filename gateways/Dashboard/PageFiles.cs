using System.Collections.Frozen;
using System.Text;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>The page's own files, embedded in the assembly: nothing is built, fetched or written.</summary>
internal static class PageFiles
{
    private const string Prefix = "Page/";
    private const string LanguageMark = "lang=\"en\"";

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Path → content type and bytes; the page itself is "/".</summary>
    public static FrozenDictionary<string, (string ContentType, byte[] Bytes)> Load(string language)
    {
        var files = new Dictionary<string, (string, byte[])>();
        foreach (string resource in typeof(PageFiles).Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            string name = resource[Prefix.Length..];
            byte[] bytes = Read(resource);
            if (name == "index.html")
            {
                string html = Encoding.UTF8.GetString(bytes);
                bytes = Encoding.UTF8.GetBytes(html.Replace(LanguageMark, $"lang=\"{language}\"",
                    StringComparison.Ordinal));
            }

            files[name == "index.html" ? "/" : $"/{name}"] = (ContentTypes[Path.GetExtension(name)], bytes);
        }

        return files.ToFrozenDictionary();
    }

    private static byte[] Read(string resource)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
