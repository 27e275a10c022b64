using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Ends a run: entries stop first; with <c>cancel_on_exit</c> every own order is cancelled, and that is verified by
/// asking the venue for its open orders and its position. What is not confirmed in time is said to be unverified: in
/// 10 s, or later where the venue's message rate or its silence leaves no time, or where an order in doubt can still
/// come into force; after a minute in any case.
/// </summary>
public sealed class Shutdown(EngineState s, OrderSender sender, FillHistory fills, FundingHistory funding)
{
    private const long Second = 1_000_000_000;

    /// <summary>No stop takes longer, whatever it waits for.</summary>
    public const long LongestNs = 60 * Second;

    private const long UsualNs = 10 * Second;

    /// <summary>What is left for answers where most of the time goes by waiting for tokens.</summary>
    private const long AnswersNs = 5 * Second;

    /// <summary>From the end of a quarantine: two "not found", a comparison and the verification.</summary>
    private const long ProofNs = 10 * Second;

    /// <summary>Three lists to compare, three to verify and funding, and some of them again.</summary>
    private const int ListMessages = 10;

    private const long AnswerNs = 2 * Second;
    private const long AskAgainNs = Second / 4;

    private long _beganNs;
    private long _deadlineNs;
    private bool _isAsking;
    private bool _isVerified;
    private long _ordersQuery;
    private long _positionQuery;
    private long _nextAskNs;
    private long _ownEvents;
    private int _ownOrders;
    private long _positionLots;
    private bool _ordersWhole;
    private bool _positionWhole;

    public void Begin()
    {
        if (s.Phase is EnginePhase.Stopping or EnginePhase.Stopped) return;
        bool mayHaveOrders = s.Epoch > 0; // also ones that only the venue knows: the journal may have lost its tail
        _beganNs = s.NowNs;
        _deadlineNs = s.NowNs;
        WaitUntil(long.Max(s.NowNs, s.Tokens.BlockedUntilNs) + long.Max(UsualNs, MessagesNs() + AnswersNs));
        _ordersQuery = _positionQuery = _nextAskNs = 0;
        _isAsking = _isVerified = false;
        _ordersWhole = _positionWhole = false; // an earlier run of this journal may have ended with both
        s.Enter(EnginePhase.Stopping);
        if (!mayHaveOrders) End(StopVerdict.Clean);
    }

    public void Tick()
    {
        if (s.Phase != EnginePhase.Stopping) return;
        if (_isVerified && _ownEvents == s.OwnEvents && (!s.IsFundingWanted || IsOverdue()))
        {
            End(StopVerdict.Clean); // funding that cannot be read shows when the books are compared
            return;
        }

        if (IsOverdue())
        {
            s.Outbox.Notice(NoticeCode.StopUnverified, s.Slots.WorkingCount + _ownOrders, s.Slots.InDoubt);
            End(StopVerdict.Unverified);
            return;
        }

        if (s.Config.CancelOnExit) CancelLive();
        bool isQuiet = s.Config.CancelOnExit
            ? s.Slots.WorkingCount == 0
            : s.Slots.WorkingCount == s.Slots.Count(SlotState.BuyLive) + s.Slots.Count(SlotState.SellLive);
        if (!isQuiet || !fills.IsComplete) return;
        if (s.NowNs < s.QuietNs) return;
        if (!_isAsking && s.NowNs >= _nextAskNs) BeginVerification();
        if (_isAsking) AskNext();
    }

    private void BeginVerification()
    {
        _isAsking = true;
        _isVerified = false;
        _ownOrders = 0;
        _ordersWhole = _positionWhole = false;
        _ownEvents = s.OwnEvents;
        _ordersQuery = _positionQuery = 0;
    }

    /// <summary>One list after the other, as the tokens come: a slow rate only delays the proof.</summary>
    private void AskNext()
    {
        if (_ordersQuery == 0) _ordersQuery = sender.TryQueryList(ListKind.OpenOrders);
        if (_ordersQuery != 0) _positionQuery = sender.TryQueryList(ListKind.Position);
        if (_positionQuery == 0) return;
        _isAsking = false;
        _nextAskNs = s.NowNs + AnswerNs;
    }

    /// <summary>To cancel and settle what is working, to read its fills and the lists.</summary>
    private long MessagesNs() => s.Tokens.NsFor(2 * s.Slots.WorkingCount + fills.Wanted + ListMessages);

    /// <summary>An order in doubt may still come into force: the stop waits for its proof.</summary>
    private bool IsOverdue()
    {
        if (s.NowNs < _deadlineNs) return false;
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.IsInDoubt) WaitUntil(slot.SentNs + s.Instrument!.Definition.QuarantineNs + ProofNs);
        }

        return s.NowNs >= _deadlineNs;
    }

    private void WaitUntil(long timeNs) =>
        _deadlineNs = long.Min(long.Max(_deadlineNs, timeNs), _beganNs + LongestNs);

    /// <summary>True when the row belongs to the verification.</summary>
    public bool OnRow(in OrderStatusReport row)
    {
        var id = new ClOrdId(row.ClOrdId);
        if (row.QueryId != _ordersQuery || _ordersQuery == 0) return false;
        if (id.IsNone || id.Instrument != s.Instrument!.Index) return true;
        _ownOrders++;
        if (s.Config.CancelOnExit) sender.TryCancelStray(id, row.OrderId);
        return true;
    }

    public void OnRow(in PositionReport row)
    {
        if (row.QueryId == _positionQuery) _positionLots = row.PositionLots;
    }

    public void OnEnd(in ListEnd end)
    {
        if (s.Phase != EnginePhase.Stopping || end.QueryId == 0 || end.Outcome != Outcome.Accepted) return;
        if (end.QueryId == _ordersQuery) _ordersWhole = true;
        else if (end.QueryId == _positionQuery) _positionWhole = true;
        else return;
        if (!_ordersWhole || !_positionWhole) return;
        bool isGone = !s.Config.CancelOnExit || _ownOrders == 0;
        bool agrees = _positionLots == s.Slots.PositionLots;
        _isVerified = isGone && agrees && _ownEvents == s.OwnEvents;

        // Otherwise a cancel or a fill may still be on its way.
        _nextAskNs = s.NowNs + (_isVerified ? AnswerNs : AskAgainNs);
        if (!_isVerified) return;
        funding.Want(); // last of all: it may be charged at any moment
        funding.Tick();
    }

    private void CancelLive()
    {
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
            if (s.Slots.Read(k).State is SlotState.BuyLive or SlotState.SellLive && !sender.TryCancel(k))
                return;
    }

    private void End(StopVerdict verdict)
    {
        if (s.Gate.State == TradingState.Halted && verdict == StopVerdict.Clean) verdict = StopVerdict.Halted;
        s.Verdict = verdict;
        s.Enter(EnginePhase.Stopped);
        s.Outbox.Add<EngineStopped>(CommandKind.EngineStopped).Verdict = verdict;
    }
}
