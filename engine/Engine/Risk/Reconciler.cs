using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Orders;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Compares the engine's books with the venue's, in two halves: collect everything (<see cref="ReconcilePass"/>), then
/// act. Own orders that a slot carries are adopted, other own orders are cancelled, foreign ones are never touched;
/// missed fills are booked; what neither lists nor queries know any more is proven absent.
/// </summary>
public sealed class Reconciler(
    EngineState s, OrderReports reports, SlotMachine machine, OrderSender sender, PositionSettlement position)
{
    private const long AnswerNs = 5_000_000_000;
    private const long RetryNs = 500_000_000;
    private const long HistoryMarginNs = 10_000_000_000;

    private readonly ReconcilePass _pass = new();

    /// <summary>Strays whose cancel found no token, as rows of the pass.</summary>
    private readonly int[] _strayRows = new int[ReconcilePass.MostRows];
    private int _straysDue;
    private int _straysSent;
    private bool _isCollecting;
    private long _nextNs;
    private long _beganNs;
    private long _ownEvents;
    private long _historySinceNs;
    private int _passes;
    private int _passNumber;
    private int _adopted;
    private int _strays;
    private int _foreign;

    /// <summary>The last comparison ended in agreement, or in what the rules allow to trade with.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Highest epoch in any own id that the venue showed.</summary>
    public int HighestEpoch { get; private set; }

    /// <summary>When the present comparison began, or the last one if there is none.</summary>
    public long BeganNs => _beganNs;

    /// <summary>
    /// A process or a connection begins: nothing is known until a whole comparison. The history is read from where the
    /// last comparison that was acted on left off, however many runs or connections have failed since.
    /// </summary>
    public void Restart()
    {
        IsDone = false;
        _isCollecting = false;
        _straysDue = _straysSent = 0;
        _passes = 0;
        _nextNs = 0;
        _beganNs = s.NowNs;
        if (_historySinceNs == 0) _historySinceNs = long.Max(1, s.NowNs - HistoryMarginNs);
        s.ReconcileWanted = true;
    }

    public void Tick()
    {
        if (_isCollecting)
        {
            _pass.Ask(s.NowNs, sender);
            if (_pass.HasFailed || s.NowNs - _pass.AskedNs >= AnswerNs) Again(RetryNs);
            return;
        }

        if (!TryCancelStrays()) return; // before the next comparison takes the tokens for its questions
        bool wanted = s.ReconcileWanted || (IsDone && s.NowNs - _beganNs >= s.Config.ReconcileIntervalNs);
        if (!wanted || s.NowNs < _nextNs) return;
        if (IsDone)
        {
            IsDone = false;
            _passes = 0;
            _beganNs = s.NowNs;
        }

        _ownEvents = s.OwnEvents;
        _isCollecting = true;
        _straysDue = _straysSent = 0;
        _pass.Begin(s.NowNs, _historySinceNs);
        _pass.Ask(s.NowNs, sender);
    }

    /// <summary>True when the row belongs to the present comparison.</summary>
    public bool OnRow(in OrderStatusReport row) => _pass.OnRow(row);

    public void OnPosition(in PositionReport row) => _pass.OnPosition(row);

    public void OnEnd(in ListEnd end)
    {
        if (!_isCollecting) return;
        _pass.OnEnd(end);
        if (_pass.IsWhole) Act();
        else _pass.Ask(s.NowNs, sender);
    }

    private void Again(long pauseNs)
    {
        _isCollecting = false;
        s.ReconcileWanted = true;
        _nextNs = s.NowNs + pauseNs;
    }

    private void Act()
    {
        _passes++;
        _passNumber++;
        _adopted = _strays = _foreign = 0;
        ActOnAll(Side.Buy); // what a slot sold may have been bought by an order that is only learnt now
        ActOnAll(Side.Sell);
        s.Slots.Settle();
        SettleUnseen();
        s.Slots.Settle();
        s.Outbox.Notice(NoticeCode.ReconcileOrders, _adopted, _strays, _foreign);

        bool stoodStill = _ownEvents == s.OwnEvents && s.Slots.InDoubt == 0;
        long againNs = position.Settle(_pass, stoodStill, IsFirstStart);
        if (!stoodStill && s.Slots.InDoubt == 0) againNs = RetryNs;
        if (_strays > 0) againNs = againNs == 0 ? RetryNs : long.Min(againNs, RetryNs);
        bool mayTrade = _strays == 0 && (stoodStill ? againNs == 0 : s.Slots.InDoubt > 0);
        // Kept until a comparison agrees: what ended between two of its lists was in neither, and is told there.
        if (mayTrade && stoodStill) _historySinceNs = _pass.StartedNs - HistoryMarginNs;
        Again(againNs == 0 ? PositionSettlement.AgreementNs : againNs);
        if (!mayTrade) return;

        // With orders still in doubt the position cannot be compared: trade on, and look again soon.
        IsDone = true;
        s.ReconcileWanted = !stoodStill;
        if (s.IsUserStreamUp) s.Gate.Set(GateCause.UserStreamDown, false);
        ResumeExits();
        s.Outbox.Notice(NoticeCode.Reconciled, _passes, s.NowNs - _beganNs);
    }

    /// <summary>No order was ever placed from this journal.</summary>
    private bool IsFirstStart => s.Epoch == 0;

    private void ActOnAll(Side side)
    {
        for (int i = 0; i < _pass.Count; i++)
        {
            if (_pass.Row(i).Side == side) ActOn(i);
        }
    }

    private void ActOn(int i)
    {
        ref readonly OrderStatusReport row = ref _pass.Row(i);
        bool isOpen = _pass.TellsOpen(i);
        var id = new ClOrdId(row.ClOrdId);
        if (id.IsNone || id.Instrument != s.Instrument!.Index)
        {
            _foreign++;
            return;
        }

        HighestEpoch = int.Max(HighestEpoch, id.Epoch);
        ref BookedOrder order = ref s.Orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
        {
            // From before this journal (or so old that it was forgotten): its fills are in the position already.
            bool isOfThisJournal = !IsFirstStart && !s.Orders.HasForgotten && id.Epoch > s.Carried.Epoch;
            if (isOfThisJournal) AddLost(id, row);
            if (isOpen) CancelStray(id, i);
            return;
        }

        bool hasEnded = order.IsOver && !order.IsPresumedAbsent; // an open row is then older than the end
        Book(id, ref order, row);
        ref Slot slot = ref s.Slots.Edit(id.Slot);
        bool isCarried = slot.ClOrdId == id.Value;
        if (isCarried) slot.SeenPass = _passNumber;
        if (!isOpen) return;
        if (isCarried) _adopted++;
        else if (!hasEnded || s.Phase != EnginePhase.Trading) CancelStray(id, i);
    }

    /// <summary>
    /// An own order that the journal's lost tail knew: it is entered and booked, and never carried on.
    /// </summary>
    private void AddLost(ClOrdId id, in OrderStatusReport row)
    {
        ref BookedOrder order = ref s.Orders.Add(id);
        order.OrderQtyLots = row.OrderQtyLots;
        order.PriceTicks = row.PriceTicks;
        Book(id, ref order, row);
    }

    private void Book(ClOrdId id, ref BookedOrder order, in OrderStatusReport row)
    {
        long valueBefore = order.CumValue;
        long booked = reports.Apply(row);
        if (booked == 0) return;
        s.Outbox.Notice(NoticeCode.ReconcileBooked, id.Slot, id.Side == Side.Buy ? booked : -booked,
            order.CumValue - valueBefore, id.Value);
    }

    private void CancelStray(ClOrdId id, int row)
    {
        _strays++;
        if (!sender.TryCancelStray(id, _pass.Row(row).OrderId)) _strayRows[_straysDue++] = row;
        s.Outbox.Notice(NoticeCode.StrayCanceled, id.Slot, 0, 0, id.Value);
        if (!SlotTable.IsAddressable(id.Slot)) return;
        ref Slot slot = ref s.Slots.Edit(id.Slot);
        if (slot.HasOrder) slot.Flags |= SlotFlags.CancelWanted; // two live orders in one slot: both go
    }

    /// <summary>False while a stray waits for a token.</summary>
    private bool TryCancelStrays()
    {
        for (; _straysSent < _straysDue; _straysSent++)
        {
            ref readonly OrderStatusReport row = ref _pass.Row(_strayRows[_straysSent]);
            if (!sender.TryCancelStray(new ClOrdId(row.ClOrdId), row.OrderId)) return false;
        }

        return true;
    }

    /// <summary>Slots whose order should be at the venue but is in none of its lists.</summary>
    private void SettleUnseen()
    {
        for (int k = s.Slots.Working.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Working.Next(k + 1))
        {
            ref readonly Slot slot = ref s.Slots.Read(k);
            if (slot.SeenPass == _passNumber || slot.SentNs >= _pass.StartedNs) continue;
            if (!slot.IsInDoubt)
            {
                machine.Apply(k, SlotTrigger.Missing);
            }
            else if (DoubtResolver.MayBeAbsent(slot, _pass.StartedNs, s.Instrument!.Definition.QuarantineNs))
            {
                s.Outbox.Notice(NoticeCode.OrderProvenAbsent, k, s.NowNs - slot.SentNs, 0, slot.ClOrdId);
                ref BookedOrder order = ref s.Orders.Find(new ClOrdId(slot.ClOrdId));
                if (!Unsafe.IsNullRef(ref order)) s.Orders.PresumeAbsent(ref order);
                machine.Apply(k, SlotTrigger.ProvenAbsent);
            }
        }
    }

    private void ResumeExits()
    {
        for (int k = s.Slots.Holding.Next(int.MinValue); k != SlotBits.None; k = s.Slots.Holding.Next(k + 1))
            if (s.Slots.Read(k).Has(SlotFlags.ExitsSuspended) && !s.Slots.Read(k).IsInDoubt)
                s.Slots.Edit(k).Flags &= ~SlotFlags.ExitsSuspended;
        s.IsDirty = true;
    }
}
