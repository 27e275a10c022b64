using System.Text.Json;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>
/// Makes other frames out of real ones: the same content in another order, or spoiled at random. System.Text.Json is
/// the judge of what is JSON. One seed makes one sequence.
/// </summary>
internal sealed class FrameMutator(int seed)
{
    private const string Nasty = "{}[]\",:\\0-.eE\u0001 nulltrue9";

    /// <summary>Numbers beyond all bounds, nesting without end, texts that are not UTF-8; some are values.</summary>
    private static readonly byte[][] Outlandish =
    [
        [.. "1e308,\"x\":"u8], [.. "-0,\"x\":"u8], [.. "NaN"u8], [.. "9223372036854775808,\"x\":"u8],
        [.. Enumerable.Repeat((byte)'9', 400)], [.. "\""u8, .. Enumerable.Repeat((byte)'9', 400), .. "\",\"x\":"u8],
        [.. Enumerable.Repeat((byte)'[', 200)], [.. "[[[{\"e\":[1]}]]],\"x\":"u8], [0x22, 0xC3, 0x28, 0x22, 0x2C],
        [.. "\"\\ud800\",\"x\":"u8], [.. "\"0.000000000000000000001\",\"x\":"u8], [.. "null,\"x\":"u8],
    ];

    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);

    /// <summary>The same content with its keys in another order, perhaps with a key of tomorrow.</summary>
    public byte[] Shuffled(byte[] frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = Below(2) == 0 }))
            Write(document.RootElement, writer);
        return stream.ToArray();
    }

    /// <summary>One to three places changed, removed, doubled or cut off.</summary>
    public byte[] Spoiled(byte[] frame)
    {
        List<byte> bytes = [.. frame];
        for (int n = 1 + Below(3); n > 0 && bytes.Count > 0; n--)
        {
            int at = Below(bytes.Count);
            switch (Below(7))
            {
                case 0: bytes[at] = (byte)Below(256); break;
                case 1: bytes[at] = (byte)Nasty[Below(Nasty.Length)]; break;
                case 2: bytes.Insert(at, (byte)Nasty[Below(Nasty.Length)]); break;
                case 3: bytes.RemoveAt(at); break;
                case 4: bytes.RemoveRange(at, Below(bytes.Count - at)); break;
                case 5: ReplaceValue(bytes, at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(9, bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts something outlandish where the next value begins; what was there follows it.</summary>
    private void ReplaceValue(List<byte> bytes, int at)
    {
        int colon = bytes.IndexOf((byte)':', at);
        if (colon >= 0) bytes.InsertRange(colon + 1, Outlandish[Below(Outlandish.Length)]);
        else bytes.AddRange(Outlandish[Below(Outlandish.Length)]);
    }

    public static bool IsJson(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
                // Only whether it can be read to its end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Write(JsonElement element, Utf8JsonWriter writer)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (JsonElement item in element.EnumerateArray()) Write(item, writer);
            writer.WriteEndArray();
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(writer);
            return;
        }

        JsonProperty[] properties = [.. element.EnumerateObject()];
        _random.Shuffle(properties);
        writer.WriteStartObject();
        if (Below(2) == 0) writer.WriteString("new", "{\"e\":\"a key of tomorrow\\n\"}");
        foreach (JsonProperty property in properties)
        {
            writer.WritePropertyName(property.Name);
            Write(property.Value, writer);
        }

        writer.WriteEndObject();
    }
}
