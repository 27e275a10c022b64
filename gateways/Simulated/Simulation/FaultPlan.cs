using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// Which faults a seed has, and how often. Drawn per seed: half of the classes are off, a quarter are rare, a quarter
/// frequent, so that each seed is another mixture and no class hides another one in all of them.
/// </summary>
internal sealed class FaultPlan
{
    /// <summary>
    /// From here on classes have dice of their own: the seeds that are kept from before them stay the runs that they
    /// were as long as these do not strike.
    /// </summary>
    private const FaultClass FirstWithOwnDice = FaultClass.SettingReload;

    private readonly int[] _rates = new int[FaultTable.Rows.Count];
    private readonly SeededRandom[] _dice = new SeededRandom[FaultTable.Rows.Count];

    public FaultPlan(ulong seed, SeededRandom random, FaultProfile? profile)
    {
        foreach (FaultRow row in FaultTable.Rows)
        {
            bool hasOwnDice = row.Fault >= FirstWithOwnDice;
            SeededRandom dice = hasOwnDice ? new SeededRandom(seed ^ ((ulong)row.Fault << 48)) : random;
            _dice[(int)row.Fault] = dice;
            int drawn = dice.Below(4) switch { 0 => row.Frequent, 1 => row.Rare, _ => 0 };
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
        if (rate == 0 || IsCalm || _dice[(int)fault].Below(FaultTable.Always) >= rate) return false;
        Counts[(int)fault]++;
        return true;
    }

    /// <summary>What a class with dice of its own decides by.</summary>
    public SeededRandom DiceOf(FaultClass fault) => _dice[(int)fault];

    public bool Has(FaultClass fault) => _rates[(int)fault] > 0;
}
