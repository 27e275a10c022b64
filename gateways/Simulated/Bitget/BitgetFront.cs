using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Bitget;

/// <summary>
/// The exchange behind Bitget's classic protocol: REST below <c>/api/v2</c>, sockets at <c>/v2/ws/public</c> and
/// <c>/v2/ws/private</c>.
/// </summary>
internal sealed class BitgetFront : VenueFront
{
    private const long PushEveryMs = 250;

    private long _candlesMs;

    public BitgetFront(Exchange exchange, SimulatedVenueOptions options)
        : this(exchange, new BitgetProtocol(exchange.Rules, options, exchange.Clock.NowMs()))
    {
    }

    private BitgetFront(Exchange exchange, BitgetProtocol protocol)
        : base(exchange, protocol) => Protocol = protocol;

    public BitgetProtocol Protocol { get; }

    public override void OnAccount(AccountBooks books, long nowMs)
    {
        if (!HasListeners("orders")) return;
        foreach (BookEntry entry in EntriesOf(books))
        {
            if (entry.Order is not { } order) continue;
            Tell("orders", Protocol.OrderFrame(entry, order, nowMs), isPrivate: true);
        }
    }

    public override void OnMarket(in MarketEvent e, long nowMs)
    {
        if (e.IsTrade) return;
        if (!HasListeners("books1")) return;
        Tell("books1", Protocol.QuoteFrame(e.Quote, nowMs), isPrivate: false);
    }

    public override void OnTick(long nowMs)
    {
        if (nowMs - _candlesMs < PushEveryMs) return;
        _candlesMs = nowMs;
        foreach (FrontConnection connection in Connections) ((BitgetConnection)connection).AbortWhenSilent();
        foreach (string topic in Connections.SelectMany(c => c.Topics).Distinct())
        {
            if (topic.StartsWith("candle", StringComparison.Ordinal)) TellCandle(topic, nowMs);
        }
    }

    /// <summary>This venue announces nothing: it closes its sockets.</summary>
    public override void EndSessions() => AbortAll();

    protected override bool IsPath(string path) => path.StartsWith("/api/v2/", StringComparison.Ordinal);

    protected override bool IsStreamPath(string path) => path is "/v2/ws/public" or "/v2/ws/private";

    protected override FrontConnection Connect(WebSocket socket, HttpContext http) =>
        new BitgetConnection(socket, this, http.Request.Path.Value!.EndsWith("private", StringComparison.Ordinal));

    private void TellCandle(string topic, long nowMs)
    {
        string[] parts = topic.Split('/'); // candle1m/ETHUSDT
        CandleMarket candles = Exchange.Candles;
        string interval = parts[0]["candle".Length..].ToLowerInvariant();
        if (!CandleMarket.Intervals.TryGetValue(interval, out long intervalMs) || !candles.Lists(parts[1])) return;
        long openMs = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        Utf8JsonWriter json = Protocol.Begin(parts[0], parts[1]);
        json.WriteStartArray("data"u8);
        for (long at = openMs - intervalMs; at <= openMs; at += intervalMs)
        {
            if (candles.Read(parts[1], at, intervalMs) is { } candle)
                BitgetAccountApi.WriteCandle(json, candle, columns: 8);
        }

        json.WriteEndArray();
        Tell(topic, Protocol.End(json, nowMs), isPrivate: false);
    }

}
