using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.EndToEnd.Tests.Recovery;

/// <summary>The simulated venue in a process of its own, with its handles and its own books.</summary>
internal sealed partial class VenueProcess : IDisposable
{
    private static readonly BotCode DefaultBot = BotCode.TryParse("a0", out BotCode code) ? code : default;

    private readonly string[] _arguments;
    private Opensqt _program;
    private readonly HttpClient _client = new();

    private readonly string _protocol;

    private VenueProcess(Opensqt program, string[] arguments, string protocol)
    {
        _program = program;
        _arguments = arguments;
        _protocol = protocol;
    }

    public string Url => AddressPattern().Match(_program.Output).Value;
    public string Key => KeyPattern().Match(_program.Output).Groups[1].Value;
    public string Secret => SecretPattern().Match(_program.Output).Groups[1].Value;

    public string Passphrase => PassphrasePattern().Match(_program.Output).Groups[1].Value;

    /// <param name="protocol">Which venue's protocol its engines speak.</param>
    /// <param name="speed">Of the market.</param>
    /// <param name="seed">Of the market.</param>
    /// <param name="books">A directory that keeps its books for <see cref="RestartAsync"/>; null = in memory.</param>
    public static async Task<VenueProcess> StartAsync(
        string protocol = "binance", int speed = 20, int seed = 1, string? books = null)
    {
        string[] arguments = ["venue", "--speed", $"{speed}", "--seed", $"{seed}"];
        if (books is not null) arguments = [.. arguments, "--data-dir", books];
        return new VenueProcess(await StartProgramAsync(arguments, port: 0), arguments, protocol);
    }

    /// <summary>Killed, and back at its port with its books.</summary>
    public async Task RestartAsync()
    {
        const int sigKill = 9;
        int port = new Uri(Url).Port;
        _program.Signal(sigKill);
        await _program.EndAsync();
        _program.Dispose();
        _program = await StartProgramAsync(_arguments, port);
    }

    private static async Task<Opensqt> StartProgramAsync(string[] arguments, int port)
    {
        Opensqt program = Opensqt.Start([.. arguments, "--port", $"{port}"]);
        await program.SeesAsync("OPENSQT_API_SECRET=");
        return program;
    }

    /// <summary>An engine that trades on this venue.</summary>
    public Opensqt StartEngine(string dataDirectory, params string[] arguments) => Opensqt.Start(
        ["run", "--venue", _protocol, "--venue-url", Url, "--data-dir", dataDirectory, "--json", .. arguments],
        ("OPENSQT_API_KEY", Key),
        ("OPENSQT_API_SECRET", Secret),
        ("OPENSQT_API_PASSPHRASE", Passphrase));

    /// <summary>Switches a fault, see the handles of the simulated venue.</summary>
    public Task FaultAsync(string json) => PostAsync("/admin/faults", json);

    /// <summary>Tells the venue to end, and waits for it; returns its exit code.</summary>
    public Task<int> EndAsync()
    {
        const int sigTerm = 15;
        _program.Signal(sigTerm);
        return _program.EndAsync();
    }

    public Task JumpAsync(string quote) => PostAsync("/admin/price", $"{{\"jump\":\"{quote}\"}}");

    public async Task<JsonElement> LedgerAsync() =>
        JsonDocument.Parse(await _client.GetStringAsync(new Uri(Url + "/admin/ledger"))).RootElement;

    /// <summary>A signed request as any other client of the account would send it.</summary>
    public async Task SignedAsync(HttpMethod method, string path, string query)
    {
        string signed = $"{query}&timestamp={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";
        byte[] hash = HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.ASCII.GetBytes(signed));
        string signature = Convert.ToHexStringLower(hash);
        using var request = new HttpRequestMessage(method, $"{Url}{path}?{signed}&signature={signature}");
        request.Headers.Add("X-MBX-APIKEY", Key);
        using HttpResponseMessage reply = await _client.SendAsync(request);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    /// <summary>No slot has two live orders, and none was ever bought beyond one order without being sold.</summary>
    public async Task AssertNothingTwiceAsync()
    {
        JsonElement ledger = await LedgerAsync();
        var live = new Dictionary<int, string>();
        var held = new Dictionary<int, decimal>();
        var largest = new Dictionary<int, decimal>();
        foreach (JsonElement order in ledger.GetProperty("orders").EnumerateArray())
        {
            string text = order.GetProperty("clientOrderId").GetString()!;
            if (!ClOrdId.TryParse(Encoding.ASCII.GetBytes(text), DefaultBot, out ClOrdId id)) continue;
            decimal filled = Number(order, "cumQty");
            bool isBuy = order.GetProperty("side").GetString() == "BUY";
            held[id.Slot] = held.GetValueOrDefault(id.Slot) + (isBuy ? filled : -filled);
            if (isBuy) largest[id.Slot] = Math.Max(largest.GetValueOrDefault(id.Slot), Number(order, "origQty"));
            if (order.GetProperty("status").GetString() is not ("NEW" or "PARTIALLY_FILLED")) continue;
            Assert.False(live.TryGetValue(id.Slot, out string? other), $"slot {id.Slot} has {other} and {text} live");
            live[id.Slot] = text;
        }

        foreach ((int slot, decimal quantity) in held)
            Assert.True(quantity >= 0 && quantity <= largest.GetValueOrDefault(slot), $"slot {slot} holds {quantity}");
    }

    public void Dispose()
    {
        _client.Dispose();
        _program.Dispose();
    }

    private async Task PostAsync(string path, string json)
    {
        using var body = new StringContent(json, MediaTypeHeaderValue.Parse("application/json"));
        using HttpResponseMessage reply = await _client.PostAsync(new Uri(Url + path), body);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    private static decimal Number(JsonElement order, string name) => decimal.Parse(
        order.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("OPENSQT_API_KEY=(\\S+)")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("OPENSQT_API_PASSPHRASE=(\\S+)")]
    private static partial Regex PassphrasePattern();

    [GeneratedRegex("OPENSQT_API_SECRET=(\\S+)")]
    private static partial Regex SecretPattern();
}
