using System.Globalization;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>A simulated venue and a client of its Gate and Bitget fronts that signs by itself.</summary>
public abstract class FrontScene : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _client = new();
    private HttpResponseHeaders _lastHeaders = null!;

    protected SimulatedVenue Venue { get; private set; } = null!;

    protected static long Seconds => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public async Task InitializeAsync() => Venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions());

    public Task DisposeAsync() => Venue.StopAsync();

    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string Sign512(string text) => Convert.ToHexStringLower(
        HMACSHA512.HashData(Encoding.ASCII.GetBytes(Venue.ApiSecret), Encoding.ASCII.GetBytes(text)));

    protected string Sign256(string text) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(Venue.ApiSecret), Encoding.ASCII.GetBytes(text)));

    /// <summary>A Gate request; <paramref name="ageSeconds"/> makes its time older.</summary>
    protected Task<(int Status, JsonElement Body)> GateAsync(
        HttpMethod method, string path, string query = "", string body = "", long ageSeconds = 0)
    {
        string full = "/api/v4/futures/usdt" + path;
        string time = (Seconds - ageSeconds).ToString(CultureInfo.InvariantCulture);
        string hash = Convert.ToHexStringLower(SHA512.HashData(Encoding.ASCII.GetBytes(body)));
        return SendAsync(method, full, query, body, ("KEY", Venue.ApiKey), ("Timestamp", time),
            ("SIGN", Sign512($"{method}\n{full}\n{query}\n{hash}\n{time}")), ("X-Gate-Size-Decimal", "1"));
    }

    protected Task<(int Status, JsonElement Body)> BitgetAsync(
        HttpMethod method, string path, string query = "", string body = "", long ageSeconds = 0)
    {
        string full = "/api/v2/mix" + path;
        string time = ((Seconds - ageSeconds) * 1_000).ToString(CultureInfo.InvariantCulture);
        string asked = query.Length > 0 ? "?" + query : "";
        return SendAsync(method, full, query, body, ("ACCESS-KEY", Venue.ApiKey), ("ACCESS-TIMESTAMP", time),
            ("ACCESS-PASSPHRASE", Venue.Passphrase), ("ACCESS-SIGN", Sign256($"{time}{method}{full}{asked}{body}")));
    }

    protected async Task<(int Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, string query, string body, params (string Name, string Value)[] headers)
    {
        string url = Venue.BaseAddress.ToString().TrimEnd('/') + path + (query.Length > 0 ? "?" + query : "");
        using var request = new HttpRequestMessage(method, url);
        foreach ((string name, string value) in headers) request.Headers.Add(name, value);
        if (body.Length > 0) request.Content = new StringContent(body);
        using HttpResponseMessage reply = await _client.SendAsync(request);
        _lastHeaders = reply.Headers;
        return ((int)reply.StatusCode, JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>A header of the last reply.</summary>
    protected string LastHeader(string name) => _lastHeaders.GetValues(name).Single();

    protected async Task<ClientWebSocket> OpenAsync(string path)
    {
        var socket = new ClientWebSocket();
        var address = new UriBuilder(Venue.BaseAddress) { Scheme = "ws", Path = path };
        await socket.ConnectAsync(address.Uri, CancellationToken.None);
        return socket;
    }

    protected static Task SayAsync(ClientWebSocket socket, string text) => socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next text that contains a part; others are passed over.</summary>
    protected static async Task<string> HearAsync(ClientWebSocket socket, string part)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[65_536];
        while (true)
        {
            int length = 0;
            WebSocketReceiveResult got;
            do
            {
                got = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length),
                    patience.Token);
                length += got.Count;
            }
            while (!got.EndOfMessage);
            string text = Encoding.UTF8.GetString(buffer, 0, length);
            if (text.Contains(part, StringComparison.Ordinal)) return text;
        }
    }
}
