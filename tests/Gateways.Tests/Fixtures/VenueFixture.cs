using System.Text;
using System.Text.Json;

namespace OpenSQT.Lmax.Gateways.Tests.Fixtures;

/// <summary>
/// One real message of a venue with what it means. The files name the source of every case; "derived" means edited
/// or computed, not captured. Decimals are strings and are compared as numbers.
/// </summary>
public sealed record VenueFixture(string File, string Name, string Channel, JsonElement Message, JsonElement Expect)
{
    public string Kind => Expect.GetProperty("kind").GetString()!;

    public byte[] Bytes => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Message, Compact));

    public string? Text(string name) =>
        Expect.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    public decimal Number(string name) => decimal.Parse(Text(name)!, System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => $"{File}/{Name}";

    public static IReadOnlyList<VenueFixture> Load(string venue, string file)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", venue, file + ".json");
        using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateArray().Where(c => c.TryGetProperty("expect", out _)).Select(c =>
            new VenueFixture(
                file, c.GetProperty("name").GetString()!, c.GetProperty("channel").GetString()!,
                c.GetProperty("message").Clone(), c.GetProperty("expect").Clone()))];
    }

    public static VenueFixture One(string venue, string file, string name) =>
        Load(venue, file).Single(c => c.Name == name);

    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
