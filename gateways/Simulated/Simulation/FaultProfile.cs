namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>A fixed mixture of faults instead of a drawn one: the classes that it names, and no others.</summary>
public sealed class FaultProfile(params (FaultClass Fault, int Rate)[] rows)
{
    /// <summary>Rate in 1e-5 of the opportunities.</summary>
    public int RateOf(FaultClass fault)
    {
        foreach ((FaultClass named, int rate) in rows)
        {
            if (named == fault) return rate;
        }

        return 0;
    }
}
