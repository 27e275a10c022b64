using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Reads the user stream: ORDER_TRADE_UPDATE becomes an ExecutionReport, the ACCOUNT_UPDATE of a payment of funding a
/// FundingReport, listenKeyExpired ends the session, all else is ignored. TRADE_LITE is ignored on purpose: it repeats
/// a fill without status, cumulative quantity and fee, which the TRADE update for the same fill carries.
/// <para>
/// Foreign orders are dropped here (the caller counts them), except those with which the venue itself changes the
/// position (liquidation, auto-deleveraging, settlement): these are published with ClOrdId 0, so that the engine halts.
/// </para>
/// </summary>
internal sealed class BinanceDecoder
{
    private readonly Instrument _instrument;
    private readonly ClOrdIdText _ids;
    private readonly byte[] _symbol;
    private readonly byte[] _quoteAsset;
    private readonly byte[] _baseAsset;

    public BinanceDecoder(Instrument instrument, ClOrdIdText ids)
    {
        _instrument = instrument;
        _ids = ids;
        _symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
        _quoteAsset = Encoding.UTF8.GetBytes(instrument.QuoteAsset);
        bool endsInQuote = instrument.Symbol.EndsWith(instrument.QuoteAsset, StringComparison.Ordinal);
        _baseAsset = endsInQuote ? _symbol[..^_quoteAsset.Length] : [];
    }

    public FrameMeaning DecodeUser(ReadOnlySpan<byte> frame, long nowNs, IEventSink sink)
    {
        var scanner = new JsonScanner(frame);
        Envelope envelope = default;
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("data"u8)) ReadPayload(ref scanner, ref envelope);
            else Take(ref scanner, key, ref envelope);
        }

        if (!scanner.IsWhole) return FrameMeaning.Broken;
        if (envelope.Kind.SequenceEqual("listenKeyExpired"u8)) return FrameMeaning.SessionEnded;
        if (envelope.Kind.SequenceEqual("ACCOUNT_UPDATE"u8)) return PublishFunding(envelope, nowNs, sink);
        if (!envelope.Kind.SequenceEqual("ORDER_TRADE_UPDATE"u8)) return FrameMeaning.Ignored;
        if (!envelope.HasOrder && !TryReadLateOrder(ref envelope)) return FrameMeaning.Broken;
        return Publish(envelope.Order, nowNs, sink);
    }

    /// <summary>What a fee was charged in.</summary>
    public FeeAsset FeeAssetOf(ReadOnlySpan<byte> asset)
    {
        if (asset.SequenceEqual(_quoteAsset)) return FeeAsset.Quote;
        if (asset.SequenceEqual("BNB"u8)) return FeeAsset.Bnb;
        return asset.SequenceEqual(_baseAsset) ? FeeAsset.Base : FeeAsset.Other;
    }

    private static void ReadPayload(ref JsonScanner scanner, ref Envelope envelope)
    {
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key)) Take(ref scanner, key, ref envelope);
    }

    private static void Take(ref JsonScanner scanner, ReadOnlySpan<byte> key, ref Envelope envelope)
    {
        if (key.SequenceEqual("e"u8)) envelope.Kind = scanner.ScalarOrNothing();
        else if (key.SequenceEqual("a"u8)) envelope.Account = scanner.Skip();
        else if (key.SequenceEqual("T"u8)) envelope.Time = scanner.ScalarOrNothing();
        else if (!key.SequenceEqual("o"u8)) scanner.Skip();
        else if (envelope.Kind.SequenceEqual("ORDER_TRADE_UPDATE"u8))
        {
            envelope.HasOrder = true;
            ReadOrder(ref scanner, ref envelope.Order);
        }
        else envelope.LateOrder = scanner.Skip(); // what it is, is known once "e" has come
    }

    private static bool TryReadLateOrder(ref Envelope envelope)
    {
        var scanner = new JsonScanner(envelope.LateOrder);
        ReadOrder(ref scanner, ref envelope.Order);
        return scanner.IsWhole;
    }

    private static void ReadOrder(ref JsonScanner scanner, ref OrderFields order)
    {
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.Length != 1)
            {
                if (key.SequenceEqual("er"u8)) order.ExpiryReason = value;
                continue;
            }

            switch (key[0])
            {
                case (byte)'s': order.Symbol = value; break;
                case (byte)'c': order.ClientId = value; break;
                case (byte)'S': order.Side = value; break;
                case (byte)'f': order.TimeInForce = value; break;
                case (byte)'p': order.Price = value; break;
                case (byte)'x': order.ExecType = value; break;
                case (byte)'X': order.Status = value; break;
                case (byte)'i': order.OrderId = value; break;
                case (byte)'l': order.LastQty = value; break;
                case (byte)'z': order.CumQty = value; break;
                case (byte)'L': order.LastPx = value; break;
                case (byte)'n': order.Fee = value; break;
                case (byte)'N': order.FeeAsset = value; break;
                case (byte)'t': order.TradeId = value; break;
                case (byte)'m': order.IsMaker = value; break;
                case (byte)'R': order.IsReduceOnly = value; break;
                case (byte)'T': order.Time = value; break;
                default: break;
            }
        }
    }

    /// <summary>
    /// That funding was charged; how much, and in a cross account for which symbol, the list of income tells.
    /// </summary>
    private FrameMeaning PublishFunding(in Envelope envelope, long nowNs, IEventSink sink)
    {
        ReadOnlySpan<byte> cause = default, symbol = default;
        var scanner = new JsonScanner(envelope.Account);
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("m"u8)) cause = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("S"u8)) symbol = scanner.ScalarOrNothing();
            else scanner.Skip();
        }

        if (!scanner.IsWhole) return FrameMeaning.Broken;
        if (!cause.SequenceEqual("FUNDING_FEE"u8)) return FrameMeaning.Ignored;
        if (!symbol.IsEmpty && !symbol.SequenceEqual(_symbol)) return FrameMeaning.Foreign;
        InboundEvent e = default;
        ref FundingReport news = ref e.Begin<FundingReport>(
            EventKind.FundingReport, EventSource.UserGateway, _instrument.Index, nowNs);
        if (!WireText.TryReadMs(envelope.Time, out news.VenueTimeNs)) return FrameMeaning.Broken;
        sink.Publish(e);
        return FrameMeaning.Event;
    }

    private FrameMeaning Publish(in OrderFields order, long nowNs, IEventSink sink)
    {
        if (!order.Symbol.SequenceEqual(_symbol)) return FrameMeaning.Foreign;
        Reason reason = BinanceWords.EndReasonOf(order.ExpiryReason, order.Status);
        ExecType execType = BinanceWords.ExecTypeOf(order.ExecType);
        bool isForced = execType == ExecType.Liquidation;
        if (!_ids.TryRead(order.ClientId, out ClOrdId id))
        {
            isForced |= BinanceWords.IsForcedByVenue(order.ClientId, out Reason force);
            if (!isForced) return FrameMeaning.Foreign;
            reason = force;
        }

        InboundEvent e = default;
        ref ExecutionReport report = ref e.Begin<ExecutionReport>(
            EventKind.ExecutionReport, EventSource.UserGateway, _instrument.Index, nowNs);
        report.ClOrdId = id.Value;
        report.ExecType = isForced ? ExecType.Liquidation : execType;
        report.OrdStatus = BinanceWords.StatusOf(order.Status);
        report.Reason = reason;
        if (report.ExecType == ExecType.None || report.OrdStatus == OrdStatus.None) return FrameMeaning.Broken;
        if (!TryFill(order, ref report)) return FrameMeaning.Broken;
        sink.Publish(e);
        return FrameMeaning.Event;
    }

    private bool TryFill(in OrderFields order, ref ExecutionReport report)
    {
        if (!BinanceWords.TryReadSide(order.Side, out report.Side)
            || !BinanceWords.TryReadId(order.OrderId, out report.OrderId)
            || !BinanceWords.TryReadId(order.TradeId, out report.ExecId)
            || !WireText.TryReadMs(order.Time, out report.VenueTimeNs)
            || !BinanceWords.TryReadPrice(_instrument, order.Price, out report.PriceTicks)
            || !BinanceWords.TryReadPrice(_instrument, order.LastPx, out report.LastPxTicks)
            || !_instrument.TryParseQuantity(order.CumQty, out report.CumQtyLots)
            || !_instrument.TryParseQuantity(order.LastQty, out report.LastQtyLots)
            || report.CumQtyLots < 0 || report.LastQtyLots < 0) return false;

        // "n" is missing or null on frames without a fill, and was missing altogether before 2020.
        if (!WireText.IsAbsent(order.Fee))
        {
            if (!FixedPoint.TryParse(order.Fee, out report.FeeE8)) return false;
            report.FeeAsset = report.FeeE8 == 0 ? FeeAsset.Quote : FeeAssetOf(order.FeeAsset);
        }

        if (WireText.IsTrue(order.IsMaker)) report.Flags |= ReportFlags.Maker;
        if (WireText.IsTrue(order.IsReduceOnly)) report.Flags |= ReportFlags.ReduceOnly;
        if (order.TimeInForce.SequenceEqual("GTX"u8)) report.Flags |= ReportFlags.PostOnly;
        return true;
    }

    private ref struct Envelope
    {
        public ReadOnlySpan<byte> Kind;
        public ReadOnlySpan<byte> LateOrder;
        public ReadOnlySpan<byte> Account;
        public ReadOnlySpan<byte> Time;
        public OrderFields Order;
        public bool HasOrder;
    }

    private ref struct OrderFields
    {
        public ReadOnlySpan<byte> Symbol;
        public ReadOnlySpan<byte> ClientId;
        public ReadOnlySpan<byte> Side;
        public ReadOnlySpan<byte> TimeInForce;
        public ReadOnlySpan<byte> Price;
        public ReadOnlySpan<byte> ExecType;
        public ReadOnlySpan<byte> Status;
        public ReadOnlySpan<byte> OrderId;
        public ReadOnlySpan<byte> LastQty;
        public ReadOnlySpan<byte> CumQty;
        public ReadOnlySpan<byte> LastPx;
        public ReadOnlySpan<byte> Fee;
        public ReadOnlySpan<byte> FeeAsset;
        public ReadOnlySpan<byte> TradeId;
        public ReadOnlySpan<byte> IsMaker;
        public ReadOnlySpan<byte> IsReduceOnly;
        public ReadOnlySpan<byte> Time;
        public ReadOnlySpan<byte> ExpiryReason;
    }
}
