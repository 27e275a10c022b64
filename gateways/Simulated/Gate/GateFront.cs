using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>
/// The exchange behind Gate's protocol: REST below <c>/api/v4</c>, everything else on one socket at
/// <c>/v4/ws/usdt</c>.
/// </summary>
internal sealed class GateFront : VenueFront
{
    public const long UserId = 15_564_602;

    private const long CandleEveryMs = 250;

    private long _candlesMs;

    public GateFront(Exchange exchange, SimulatedVenueOptions options)
        : this(exchange, new GateProtocol(exchange.Rules, options, exchange.Clock.NowMs()))
    {
    }

    private GateFront(Exchange exchange, GateProtocol protocol)
        : base(exchange, protocol) => Protocol = protocol;

    public GateProtocol Protocol { get; }

    public override void OnAccount(AccountBooks books, long nowMs)
    {
        foreach (BookEntry entry in EntriesOf(books))
        {
            if (entry.Order is not { } order) continue;
            if (HasListeners("orders")) Tell("orders", Protocol.OrderFrame(entry, order, nowMs), isPrivate: true);
            if (entry.Fill is not { } fill || !HasListeners("usertrades")) continue;
            Tell("usertrades", Protocol.FillFrame(fill, nowMs), isPrivate: true);
        }
    }

    public override void OnMarket(in MarketEvent e, long nowMs)
    {
        if (e.IsTrade) return;
        if (!HasListeners("book_ticker")) return;
        Tell("book_ticker", Protocol.QuoteFrame(e.Quote, nowMs), isPrivate: false);
    }

    public override void OnTick(long nowMs)
    {
        Protocol.Orders.CancelWhenDue(Exchange, nowMs);
        if (nowMs - _candlesMs < CandleEveryMs) return;
        _candlesMs = nowMs;
        foreach (string topic in Connections.SelectMany(c => c.Topics).Distinct())
        {
            if (topic.StartsWith("candle/", StringComparison.Ordinal)) TellCandle(topic, nowMs);
        }
    }

    /// <summary>Before an upgrade the venue asks its clients to come back.</summary>
    public override void EndSessions()
    {
        byte[] frame = Protocol.SessionEnd(Exchange.Clock.NowMs());
        foreach (FrontConnection connection in Connections) connection.Enqueue(frame);
    }

    protected override bool IsPath(string path) => path.StartsWith("/api/v4/", StringComparison.Ordinal);

    protected override bool IsStreamPath(string path) => path == "/v4/ws/usdt";

    protected override FrontConnection Connect(WebSocket socket, HttpContext http) => new GateConnection(socket, this);

    private void TellCandle(string topic, long nowMs)
    {
        string[] parts = topic.Split('/'); // candle/1m/ETH_USDT
        CandleMarket candles = Exchange.Candles;
        string symbol = parts[2].Replace("_", "", StringComparison.Ordinal);
        if (!CandleMarket.Intervals.TryGetValue(parts[1], out long intervalMs) || !candles.Lists(symbol)) return;
        long openMs = CandleMarket.OpenOf(candles.NowMs, intervalMs);
        Utf8JsonWriter json = Protocol.Begin("futures.candlesticks", nowMs);
        json.WriteStartArray("result"u8);
        for (long at = openMs - intervalMs; at <= openMs; at += intervalMs)
        {
            if (candles.Read(symbol, at, intervalMs) is not { } candle) continue;
            json.WriteStartObject();
            GateAccountApi.WriteCandle(json, candle);
            json.WriteString("n"u8, $"{parts[1]}_{parts[2]}");
            json.WriteBoolean("w"u8, at < openMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Tell(topic, Protocol.End(json), isPrivate: false);
    }
}
