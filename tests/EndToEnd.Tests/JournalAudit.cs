using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>
/// Judges a run by its journal: events and commands as they are on record, and for the causes of cancels the state
/// that a replay of the events leads to.
/// </summary>
internal sealed class JournalAudit
{
    private const long Second = 1_000_000_000;
    private const long ChurnNs = 10 * Second;

    private readonly TradingEngine _engine = new();
    private readonly Dictionary<(int Slot, Side Side), Leaving> _canceled = [];
    private readonly Dictionary<ulong, long> _prices = [];
    private readonly HashSet<VenueId> _fills = [];
    private readonly HashSet<long> _funded = [];
    private readonly Queue<long> _lastSecond = new();
    private decimal _tokens;
    private long _tokensNs;
    private long _stateChanges;

    public JournalAudit(string directory)
    {
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(directory);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(directory);
        bool hasCommand = commands.MoveNext();
        while (events.MoveNext())
        {
            Count(events.Current);
            _engine.Apply(events.Current);
            for (; hasCommand && commands.Current.CauseSequence == events.Current.Header.Sequence;
                hasCommand = commands.MoveNext())
                Judge(commands.Current);
        }
    }

    public long Places { get; private set; }
    public long Cancels { get; private set; }
    public long Queries { get; private set; }
    public long FundingE8 { get; private set; }

    /// <summary>Requests that the venue refused for their time, and answers that told the venue's time.</summary>
    public int Expired { get; private set; }
    public int ClockReadings { get; private set; }
    public int Fundings => _funded.Count;
    public int Fills => _fills.Count;

    /// <summary>What the fullest second held, and the least that the bucket ever held.</summary>
    public int MostInASecond { get; private set; }
    public decimal LeastTokens { get; private set; } = decimal.MaxValue;

    /// <summary>Orders placed again within 10 s of their cancel at the same price, and those without a cause.</summary>
    public int Replaced { get; private set; }
    public List<string> Churn { get; } = [];

    private EngineState State => _engine.State;

    private void Count(in InboundEvent e)
    {
        Reason reason = e.Kind switch
        {
            EventKind.ExecutionReport => e.Read<ExecutionReport>().Reason,
            EventKind.OrderCancelReject => e.Read<OrderCancelReject>().Reason,
            EventKind.ListEnd => e.Read<ListEnd>().Reason,
            _ => Reason.None,
        };
        if (reason == Reason.RequestExpired) Expired++;
        if (e.Kind == EventKind.AccountSetting && e.Read<AccountSetting>().Kind == AccountSettingKind.ClockOffset)
            ClockReadings++;
        if (e.Kind == EventKind.ExecutionReport && e.Read<ExecutionReport>().LastQtyLots > 0)
            _fills.Add(e.Read<ExecutionReport>().ExecId);
        if (e.Kind != EventKind.FundingReport || e.Read<FundingReport>().QueryId == 0) return;
        if (!_funded.Add(e.Read<FundingReport>().VenueTimeNs)) return; // listed again
        FundingE8 += e.Read<FundingReport>().AmountE8;
    }

    private void Judge(in OutboundCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                Places++;
                TakeToken(command.Header.TimeNs);
                OnPlace(command.Header.TimeNs, command.Read<NewOrder>());
                break;
            case CommandKind.CancelOrder:
                Cancels++;
                TakeToken(command.Header.TimeNs);
                OnCancel(command.Header.TimeNs, new ClOrdId(command.Read<CancelOrder>().ClOrdId));
                break;
            case CommandKind.QueryOrder or CommandKind.QueryList:
                Queries++;
                TakeToken(command.Header.TimeNs);
                break;
            case CommandKind.Notice when command.Read<Notice>().Code == NoticeCode.TradingStateChanged:
                _stateChanges++;
                break;
            default:
                break;
        }
    }

    /// <summary>The bucket restated: it starts full, refills at the rate, and every message takes one.</summary>
    private void TakeToken(long nowNs)
    {
        decimal rate = Math.Min(State.Config.OrderRateE3, State.Instrument!.Definition.MaxOrderRateE3) / 1000m;
        decimal burst = State.Config.OrderBurst;
        _tokens = _tokensNs == 0 ? burst : Math.Min(burst, _tokens + (nowNs - _tokensNs) * rate / Second);
        _tokensNs = nowNs;
        LeastTokens = Math.Min(LeastTokens, --_tokens);
        _lastSecond.Enqueue(nowNs);
        while (_lastSecond.Peek() <= nowNs - Second) _lastSecond.Dequeue();
        MostInASecond = Math.Max(MostInASecond, _lastSecond.Count);
    }

    private void OnCancel(long nowNs, ClOrdId id) =>
        _canceled[(id.Slot, id.Side)] = new Leaving(nowNs, _prices[id.Value], HasCause(id), _stateChanges);

    private void OnPlace(long nowNs, in NewOrder order)
    {
        var id = new ClOrdId(order.ClOrdId);
        _prices[order.ClOrdId] = order.PriceTicks;
        if (!_canceled.Remove((id.Slot, id.Side), out Leaving? before)) return;
        if (before.PriceTicks != order.PriceTicks || nowNs - before.TimeNs >= ChurnNs) return;
        Replaced++;
        if (before.HadCause || before.StateChanges != _stateChanges) return;
        Churn.Add($"{id} at {order.PriceTicks}: cancelled at {before.TimeNs}, placed again at {nowNs}");
    }

    /// <summary>
    /// The causes in calm trading. A buy: it lies more than the hysteresis below the window, or its held part has to
    /// be sold. A sell: so many holdings are nearer that it is no candidate. To be wanted again, either the price has
    /// moved by the hysteresis or the part was sold.
    /// </summary>
    private bool HasCause(ClOrdId id)
    {
        EngineConfig config = State.Config;
        if (id.Side == Side.Buy && State.Slots.Read(id.Slot).PositionLots > 0) return true;
        if (id.Side == Side.Buy)
            return id.Slot < State.Grid.GridIndex(State.ReferenceTicks) - config.BuyWindowSize + 1 - config.Hysteresis;
        int nearer = 0;
        for (int k = State.Slots.Holding.Next(int.MinValue); k != SlotBits.None && k < id.Slot;
            k = State.Slots.Holding.Next(k + 1))
            nearer++;
        return nearer >= config.SellWindowSize + config.Hysteresis;
    }

    private sealed record Leaving(long TimeNs, long PriceTicks, bool HadCause, long StateChanges);
}
