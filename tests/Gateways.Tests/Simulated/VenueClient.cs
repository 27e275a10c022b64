using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>
/// A client in the plainest way: HttpClient, ClientWebSocket, own signing. Not the project's gateway.
/// </summary>
internal sealed class VenueClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly byte[] _secret;

    public VenueClient(SimulatedVenue venue, TimeSpan? timeout = null)
    {
        _address = venue.BaseAddress;
        _secret = Encoding.UTF8.GetBytes(venue.ApiSecret);
        _http = new HttpClient { BaseAddress = venue.BaseAddress, Timeout = timeout ?? TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Add("X-MBX-APIKEY", venue.ApiKey);
    }

    public static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public Task<VenueReply> Get(string path, string query = "") => Send(HttpMethod.Get, path, query);

    public Task<VenueReply> GetSigned(string path, string query = "") => SendSigned(HttpMethod.Get, path, query);

    public Task<VenueReply> Place(string terms) =>
        SendSigned(HttpMethod.Post, "/fapi/v1/order", "symbol=ETHUSDT&" + terms);

    /// <summary>A post-only order 100 USDT from the market: it rests and does not fill.</summary>
    public Task<VenueReply> PlaceResting(string id, string price = "2580.00") =>
        Place($"side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price={price}&newClientOrderId={id}");

    public Task<VenueReply> Cancel(string id) =>
        SendSigned(HttpMethod.Delete, "/fapi/v1/order", $"symbol=ETHUSDT&origClientOrderId={id}");

    public Task<VenueReply> Query(string id) =>
        GetSigned("/fapi/v1/order", $"symbol=ETHUSDT&origClientOrderId={id}");

    public Task<VenueReply> SendSigned(HttpMethod method, string path, string query, long? timestamp = null)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{query}{(query.Length > 0 ? "&" : "")}timestamp={timestamp ?? NowMs}");
        return Send(method, path, $"{text}&signature={Sign(text)}");
    }

    public string Sign(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text)));

    public async Task<VenueReply> Send(HttpMethod method, string path, string query, string? body = null)
    {
        using var request = new HttpRequestMessage(method, query.Length > 0 ? $"{path}?{query}" : path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new VenueReply(response.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    public async Task<VenueReply> Admin(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        string text = await response.Content.ReadAsStringAsync();
        return new VenueReply(response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    public async Task<string> ListenKey()
    {
        VenueReply reply = await Send(HttpMethod.Post, "/fapi/v1/listenKey", "");
        return reply.Body.GetProperty("listenKey").GetString()!;
    }

    public async Task<StreamReader> Stream(string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{_address.Authority}{path}"), CancellationToken.None);
        return new StreamReader(socket);
    }

    public async Task<StreamReader> PrivateStream() => await Stream($"/private/ws/{await ListenKey()}");

    public void Dispose() => _http.Dispose();

    internal sealed record VenueReply(HttpStatusCode Status, JsonElement Body)
    {
        public int Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out JsonElement code)
            ? code.GetInt32()
            : 0;

        public string Text(string name) => Body.GetProperty(name).ToString();
    }

    internal sealed class StreamReader(ClientWebSocket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[65_536];

        private Task<JsonElement?>? _pending;

        /// <summary>
        /// The next frame; null when none comes in time (the next call goes on waiting) or at the end.
        /// </summary>
        public async Task<JsonElement?> Next(int withinMs = 3_000)
        {
            _pending ??= Receive(); // not canceled at the time limit: that would break the socket
            if (await Task.WhenAny(_pending, Task.Delay(withinMs)) != _pending) return null;
            JsonElement? frame = await _pending;
            if (frame is not null) _pending = null;
            return frame;
        }

        public async Task<List<JsonElement>> Take(int count, int withinMs = 3_000)
        {
            var frames = new List<JsonElement>();
            while (frames.Count < count && await Next(withinMs) is { } frame) frames.Add(frame);
            return frames;
        }

        public Task Send(string text) => socket.SendAsync(
            Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

        public void Dispose() => socket.Dispose();

        private async Task<JsonElement?> Receive()
        {
            int length = 0;
            try
            {
                while (true)
                {
                    ValueWebSocketReceiveResult got =
                        await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                    if (got.MessageType == WebSocketMessageType.Close) return null;
                    length += got.Count;
                    if (got.EndOfMessage) return JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
            {
                return null; // the connection has ended
            }
        }
    }
}
