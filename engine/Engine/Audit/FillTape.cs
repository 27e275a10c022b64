namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>
/// The last fills that were booked, for the operator, not for decisions: no part of the state hash. A replay fills it
/// again, so that a restart shows what was traded before.
/// </summary>
public sealed class FillTape
{
    public const int Capacity = 1024; // a power of two

    private readonly FillRecord[] _records = new FillRecord[Capacity];

    /// <summary>Fills since the journal began; the last <see cref="Capacity"/> of them are here.</summary>
    public long Count { get; private set; }

    /// <param name="number">One of the last <see cref="Capacity"/>.</param>
    public ref readonly FillRecord this[long number] => ref _records[(int)(number & (Capacity - 1))];

    public void Add(FillRecord record)
    {
        record.Number = ++Count;
        _records[(int)(Count & (Capacity - 1))] = record;
    }
}
