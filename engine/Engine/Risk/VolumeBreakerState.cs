using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>What the volume breaker knows. Begun anew with every run: nothing of the last one can be trusted.</summary>
public sealed class VolumeBreakerState
{
    private VolumeBreakerSymbol[] _symbols = [];

    public ReadOnlySpan<VolumeBreakerSymbol> Symbols => _symbols;

    /// <summary>When it tripped; 0 = it has not.</summary>
    public long TrippedNs { get; set; }

    public bool IsTripped => TrippedNs != 0;

    public void Restart(int symbols, int window)
    {
        _symbols = new VolumeBreakerSymbol[symbols];
        for (int i = 0; i < symbols; i++) _symbols[i] = new VolumeBreakerSymbol(window);
        TrippedNs = 0;
    }

    public ulong Hash()
    {
        ulong hash = StateHash.Mix(0, TrippedNs);
        foreach (VolumeBreakerSymbol symbol in _symbols) hash = StateHash.Mix(hash, symbol.Hash());
        return hash;
    }
}
