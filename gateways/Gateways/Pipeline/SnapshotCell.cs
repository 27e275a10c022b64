using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The last published copy of the engine's figures, of its last fills and, while somebody looks, of its slots. One
/// thread writes and never waits; any thread reads and tries again when it was overtaken (a sequence lock: an odd
/// version means "being written").
/// </summary>
public sealed class SnapshotCell
{
    /// <summary>The most slots that are copied; those nearest to the market.</summary>
    public const int MostSlots = 512;

    private readonly FillRecord[] _fills = new FillRecord[FillTape.Capacity];
    private readonly SlotRow[] _slots = new SlotRow[MostSlots];
    private EngineSnapshot _snapshot;
    private long _fillCount;
    private int _slotCount;
    private ulong _slotsHash;
    private long _version;
    private int _slotsWanted;

    /// <summary>On the engine's thread.</summary>
    public void Publish(TradingEngine engine)
    {
        Volatile.Write(ref _version, _version + 1);
        Thread.MemoryBarrier(); // no field may be seen new while the version is seen even and old
        engine.CopyTo(ref _snapshot);
        CopyFills(engine.State.Fills);
        if (_slotsHash != _snapshot.SlotsHash && Interlocked.Exchange(ref _slotsWanted, 0) != 0)
        {
            _slotCount = engine.CopyTo(_slots);
            _slotsHash = _snapshot.SlotsHash;
        }

        Volatile.Write(ref _version, _version + 1);
    }

    public EngineSnapshot Read() => Consistent(static cell => cell._snapshot);

    /// <summary>Fills with a number above <paramref name="after"/>, oldest first, as far as they are kept.</summary>
    public FillRecord[] ReadFills(long after) => Consistent(cell =>
    {
        long last = cell._fillCount;
        long first = Math.Max(Math.Max(after, 0), last - FillTape.Capacity);
        var fills = new FillRecord[Math.Max(0, last - first)];
        for (int i = 0; i < fills.Length; i++) fills[i] = cell._fills[SlotOf(first + 1 + i)];
        return fills;
    });

    /// <summary>
    /// The slots as they were when somebody last looked, highest first, and asks for a new copy at the next
    /// publication: who looks regularly sees the present ones.
    /// </summary>
    public SlotRow[] ReadSlots()
    {
        Volatile.Write(ref _slotsWanted, 1);
        return Consistent(static cell => cell._slots.AsSpan(0, cell._slotCount).ToArray());
    }

    private static int SlotOf(long number) => (int)(number & (FillTape.Capacity - 1));

    private void CopyFills(FillTape tape)
    {
        long first = Math.Max(_fillCount, tape.Count - FillTape.Capacity);
        for (long number = first + 1; number <= tape.Count; number++) _fills[SlotOf(number)] = tape[number];
        _fillCount = tape.Count;
    }

    private T Consistent<T>(Func<SnapshotCell, T> read)
    {
        SpinWait spin = default;
        while (true)
        {
            long before = Volatile.Read(ref _version);
            if ((before & 1) == 0)
            {
                T copy = read(this);
                Thread.MemoryBarrier();
                if (before == Volatile.Read(ref _version)) return copy;
            }

            spin.SpinOnce();
        }
    }
}
