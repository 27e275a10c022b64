using System.Runtime.CompilerServices;

namespace OpenSQT.Lmax.Engine.Model;

/// <summary>
/// The last 65 536 orders that we sent, by id, with what was booked of each. The oldest falls out when a new one
/// comes; a report for an order that has fallen out is never booked, it causes a reconcile.
/// Open addressing over a fixed array; nothing is allocated after construction.
/// </summary>
public sealed class BookedOrders
{
    public const int Capacity = 1 << 16;
    private const int Mask = (Capacity * 4) - 1;

    private readonly BookedOrder[] _orders = new BookedOrder[Capacity];
    private readonly int[] _index = new int[Mask + 1]; // 1 + position in _orders, 0 = empty
    private long _added;

    public ulong Hash { get; private set; }

    /// <summary>True once the oldest orders have been forgotten.</summary>
    public bool HasForgotten => _added > Capacity;

    /// <summary>Enters an order with nothing booked; the id was never entered before.</summary>
    public ref BookedOrder Add(ClOrdId id)
    {
        int position = (int)(_added & (Capacity - 1));
        if (_added >= Capacity) Remove(ref _orders[position]);
        _added++;
        _orders[position] = new BookedOrder { Id = id };
        int at = Home(id.Value);
        while (_index[at] != 0) at = (at + 1) & Mask;
        _index[at] = position + 1;
        Hash ^= _orders[position].Hash();
        return ref _orders[position];
    }

    /// <summary>The order, or a null reference when it is unknown.</summary>
    public ref BookedOrder Find(ClOrdId id)
    {
        for (int at = Home(id.Value); _index[at] != 0; at = (at + 1) & Mask)
        {
            ref BookedOrder order = ref _orders[_index[at] - 1];
            if (order.Id == id) return ref order;
        }

        return ref Unsafe.NullRef<BookedOrder>();
    }

    /// <summary>Call before and after changing an order that was entered: keeps <see cref="Hash"/> true.</summary>
    public void ToggleHash(in BookedOrder order) => Hash ^= order.Hash();

    /// <summary>The venue says that the order is over; later reports only book.</summary>
    public void MarkOver(ref BookedOrder order) => End(ref order, isPresumed: false);

    /// <summary>The order is taken to be over because nothing at the venue knows it.</summary>
    public void PresumeAbsent(ref BookedOrder order) => End(ref order, isPresumed: true);

    private void End(ref BookedOrder order, bool isPresumed)
    {
        ToggleHash(order);
        order.IsOver = true;
        order.IsPresumedAbsent = isPresumed;
        ToggleHash(order);
    }

    private static int Home(ulong id) => (int)(Audit.StateHash.Mix(0, id) & Mask);

    private void Remove(ref BookedOrder order)
    {
        Hash ^= order.Hash();
        int hole = Home(order.Id.Value);
        while (_orders[_index[hole] - 1].Id != order.Id) hole = (hole + 1) & Mask;
        _index[hole] = 0;

        // Close the gap: whoever was pushed past the hole moves back into it (Knuth's algorithm R).
        for (int at = (hole + 1) & Mask; _index[at] != 0; at = (at + 1) & Mask)
        {
            int home = Home(_orders[_index[at] - 1].Id.Value);
            if (((at - home) & Mask) < ((at - hole) & Mask)) continue;
            _index[hole] = _index[at];
            _index[at] = 0;
            hole = at;
        }
    }
}
