using System.Text;
using System.Text.Json;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>One JSON object on one line.</summary>
public static class JsonLine
{
    public static string Of(Action<Utf8JsonWriter> properties)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
