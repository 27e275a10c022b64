using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// First half of a reconcile: collects open orders, recent history and position. It is whole only when all three
/// lists came whole; a failed query is never "empty" and never "flat".
/// </summary>
public sealed class ReconcilePass
{
    public const int MostRows = 4096;
    private static readonly ListKind[] Kinds = [ListKind.OpenOrders, ListKind.OrderHistory, ListKind.Position];

    private readonly OrderStatusReport[] _rows = new OrderStatusReport[MostRows];
    private readonly bool[] _isOpen = new bool[MostRows];
    private readonly long[] _queryIds = new long[Kinds.Length];
    private readonly int[] _received = new int[Kinds.Length];
    private readonly bool[] _whole = new bool[Kinds.Length];
    private bool _hasPosition;
    private long _sinceNs;

    public int Count { get; private set; }
    public bool HasFailed { get; private set; }
    public long StartedNs { get; private set; }
    public long PositionLots { get; private set; }
    public long EntryPriceE8 { get; private set; }
    public bool IsWhole => _whole[0] && _whole[1] && _whole[2] && _hasPosition && !HasFailed;

    public ref readonly OrderStatusReport Row(int i) => ref _rows[i];

    /// <summary>
    /// True for a row of the open orders, and for one of the history that was not over when its list was made and that
    /// the open orders did not have (any more, or yet): how it ended has still to be heard.
    /// </summary>
    public bool TellsOpen(int i)
    {
        if (_isOpen[i]) return true;
        if (_rows[i].OrdStatus is not (OrdStatus.New or OrdStatus.PartiallyFilled)) return false;
        for (int j = 0; j < Count; j++)
            if (_isOpen[j] && _rows[j].ClOrdId == _rows[i].ClOrdId) return false;
        return true;
    }

    /// <summary>When the last of the three questions was asked.</summary>
    public long AskedNs { get; private set; }

    public void Begin(long nowNs, long sinceNs)
    {
        Count = 0;
        HasFailed = false;
        _hasPosition = false;
        StartedNs = AskedNs = nowNs;
        _sinceNs = sinceNs;
        for (int i = 0; i < Kinds.Length; i++)
        {
            _whole[i] = false;
            _received[i] = 0;
            _queryIds[i] = 0;
        }
    }

    /// <summary>
    /// Asks for the lists that were not asked for yet, as far as the tokens go: the rest when there are more of them,
    /// so that a slow rate delays a comparison and cannot prevent it. The others wait for the open orders: what is over
    /// before these were listed, the later history has; asked at once, an order that ends meanwhile may be in neither.
    /// </summary>
    public void Ask(long nowNs, Orders.OrderSender sender)
    {
        for (int i = 0; i < Kinds.Length; i++)
        {
            if (_queryIds[i] != 0) continue;
            if (i > 0 && !_whole[0]) return;
            _queryIds[i] = sender.TryQueryList(Kinds[i], Kinds[i] == ListKind.OrderHistory ? _sinceNs : 0);
            if (_queryIds[i] == 0) return;
            AskedNs = nowNs;
        }
    }

    /// <summary>True when the row belongs to this pass.</summary>
    public bool OnRow(in OrderStatusReport row)
    {
        int list = IndexOf(row.QueryId);
        if (list < 0) return false;
        _received[list]++;
        if (row.ClOrdId == 0 && list != 0) return true; // foreign history is nobody's business
        if (Count == MostRows)
        {
            HasFailed = true;
            return true;
        }

        _isOpen[Count] = list == 0;
        _rows[Count++] = row;
        return true;
    }

    public void OnPosition(in PositionReport row)
    {
        int list = IndexOf(row.QueryId);
        if (list < 0) return;
        _received[list]++;
        _hasPosition = true;
        PositionLots = row.PositionLots;
        EntryPriceE8 = row.EntryPriceE8;
    }

    public void OnEnd(in ListEnd end)
    {
        int list = IndexOf(end.QueryId);
        if (list < 0) return;
        if (end.Outcome != Outcome.Accepted || end.Count != _received[list]) HasFailed = true;
        else _whole[list] = true;
    }

    private int IndexOf(long queryId) => queryId == 0 ? -1 : Array.IndexOf(_queryIds, queryId);
}
