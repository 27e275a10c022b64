using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// Which faults a seed has, and how often. Drawn per seed: half of the classes are off, a quarter are rare, a quarter
/// frequent, so that each seed is another mixture and no class hides another one in all of them.
/// </summary>
internal sealed class FaultPlan
{
    private readonly int[] _rates = new int[FaultTable.Rows.Count];
    private readonly SeededRandom _random;

    public FaultPlan(SeededRandom random, FaultProfile? profile)
    {
        _random = random;
        foreach (FaultRow row in FaultTable.Rows)
        {
            int drawn = random.Below(4) switch { 0 => row.Frequent, 1 => row.Rare, _ => 0 };
            _rates[(int)row.Fault] = profile?.RateOf(row.Fault) ?? drawn;
        }
    }

    /// <summary>How often each class has hit.</summary>
    public long[] Counts { get; } = new long[FaultTable.Rows.Count];

    /// <summary>True for the calm phase: nothing goes wrong any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>An opportunity of this class: does it happen now?</summary>
    public bool Hits(FaultClass fault)
    {
        int rate = _rates[(int)fault];
        if (rate == 0 || IsCalm || _random.Below(FaultTable.Always) >= rate) return false;
        Counts[(int)fault]++;
        return true;
    }

    public bool Has(FaultClass fault) => _rates[(int)fault] > 0;
}
