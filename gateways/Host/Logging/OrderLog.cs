using System.Threading.Channels;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues;
using OpenSQT.Lmax.Host.Language;
using Serilog.Events;

namespace OpenSQT.Lmax.Host.Logging;

/// <summary>
/// Writes the life of every order to the log, under its ClOrdId as the venue knows it. The threads that send and hear
/// only copy a few numbers; the words are made elsewhere. A look at the kind is all that a quote pays. At the bound
/// steps are dropped and counted: the journal has them all.
/// </summary>
public sealed class OrderLog : IEventSink, IAsyncDisposable
{
    private const int MostWaiting = 8192;

    private readonly IEventSink _inbound;
    private readonly HostLog _log;
    private readonly ClOrdIdText _ids;
    private readonly Channel<OrderFact> _waiting = Channel.CreateBounded<OrderFact>(MostWaiting);
    private readonly Task _writing;
    private volatile Instrument? _instrument;
    private long _dropped;

    public OrderLog(IEventSink inbound, HostLog log, ClOrdIdText ids)
    {
        _inbound = inbound;
        _log = log;
        _ids = ids;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Null = not known yet: prices and quantities then stand in ticks and lots.</summary>
    public Instrument? Instrument
    {
        get => _instrument;
        set => _instrument = value;
    }

    /// <summary>On the thread of a gateway.</summary>
    public void Publish(in InboundEvent e)
    {
        _inbound.Publish(e);
        if (e.Kind != EventKind.BestBidOffer && OrderFact.TryOf(e, out OrderFact fact)) Add(fact);
    }

    /// <summary>On the outbound thread, before the command leaves: else its answer could be told first.</summary>
    public void Sending(in OutboundCommand command)
    {
        if (OrderFact.TryOf(command, out OrderFact fact)) Add(fact);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        if (_dropped > 0) _log.Warn(Words.Of("log.ordersDropped", _dropped), LogArea.Orders);
    }

    private void Add(in OrderFact fact)
    {
        if (!_waiting.Writer.TryWrite(fact)) Interlocked.Increment(ref _dropped);
    }

    private async Task WriteAsync()
    {
        await foreach (OrderFact fact in _waiting.Reader.ReadAllAsync()) Write(fact);
    }

    private void Write(in OrderFact fact)
    {
        if (fact.Key.Length == 0) return;
        var id = new ClOrdId(fact.ClOrdId);
        string price = Scaled(fact.PriceTicks, _instrument?.TickSizeE8);
        string quantity = Scaled(fact.QuantityLots, _instrument?.LotSizeE8);
        string cumulative = Scaled(fact.CumLots, _instrument?.LotSizeE8);
        string name = _ids.TextOf(fact.ClOrdId);
        string text = Words.Of(fact.Key, Words.Of(id.Side), price, quantity, cumulative, id.Slot, name);
        if (fact.Reason != Reason.None) text += $" ({Words.Of(fact.Reason)})";
        _log.Write(
            LevelOf(fact), LogArea.Orders, text,
            ("ClOrdId", name), ("Slot", id.Slot), ("Epoch", id.Epoch), ("Side", id.Side), ("Step", fact.Key),
            ("Price", price), ("Quantity", quantity), ("CumQty", cumulative),
            ("Fee", FixedPoint.ToText(fact.FeeE8)), ("Reason", fact.Reason));
    }

    /// <summary>A post-only entry that would take is refused now and then; that is no trouble.</summary>
    private static LogEventLevel LevelOf(in OrderFact fact) => fact.Key switch
    {
        _ when fact.Reason == Reason.WouldTake => LogEventLevel.Debug,
        "order.filled" => LogEventLevel.Information,
        "order.rejected" or "order.liquidated" or "order.inDoubt" => LogEventLevel.Warning,
        _ => LogEventLevel.Debug,
    };

    private static string Scaled(long steps, long? stepE8) =>
        FixedPoint.ToText(stepE8 is { } step ? steps * step : steps * FixedPoint.One);
}
