using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// The candles of one monitored symbol: the last closed ones in a ring with their sums, and the open one. Repeated,
/// older and reordered candles change nothing. Comparisons are by multiplication; sums and products are 128 bit.
/// </summary>
/// <param name="window">How many closed candles make the mean.</param>
public sealed class VolumeBreakerSymbol(int window)
{
    private const long E3 = 1000;

    private readonly Candle[] _closed = new Candle[window];
    private int _next;
    private Candle _newest;
    private bool _isNewestOpen;
    private Int128 _closeSum;
    private Int128 _volumeSum;
    private ulong _hash;

    /// <summary>Closed candles known, up to the window.</summary>
    public int Closed { get; private set; }

    /// <summary>When the last candle came that said something; 0 = never.</summary>
    public long UpdatedNs { get; private set; }

    public bool IsWhole => Closed == window;

    /// <summary>The window is not full, or nothing came for so long: nothing is known about the symbol.</summary>
    public bool IsSilent(long nowNs, long patienceNs) => !IsWhole || nowNs - UpdatedNs >= patienceNs;

    public void Apply(in Kline kline, long nowNs)
    {
        if (kline.CloseE8 <= 0 || kline.VolumeE8 < 0) return;
        var candle = new Candle(kline.OpenTimeNs, kline.CloseE8, kline.VolumeE8);
        bool isFirst = UpdatedNs == 0;
        if (!isFirst && candle.OpenTimeNs < _newest.OpenTimeNs) return;
        if (!isFirst && candle.OpenTimeNs == _newest.OpenTimeNs)
        {
            if (!_isNewestOpen) return;
            // A candle only grows: less volume is an older picture of it.
            if (kline.IsClosed == 0 && candle.VolumeE8 < _newest.VolumeE8) return;
        }
        else if (_isNewestOpen)
        {
            Close(_newest); // its end was missed, but a newer one is there
        }

        UpdatedNs = nowNs;
        _newest = candle;
        _isNewestOpen = kline.IsClosed == 0;
        if (!_isNewestOpen) Close(candle);
    }

    /// <summary>The newest candle, open or closed: below the mean close with far more than the mean volume.</summary>
    public bool IsAbnormal(long multiplierE3) =>
        (Int128)_newest.CloseE8 * Closed < _closeSum
        && (Int128)_newest.VolumeE8 * Closed * E3 > _volumeSum * multiplierE3;

    /// <summary>The last closed candle: above the mean close with not too much volume.</summary>
    public bool IsRecovered(long multiplierE3)
    {
        Candle last = _closed[(_next + window - 1) % window];
        return (Int128)last.CloseE8 * Closed > _closeSum
            && (Int128)last.VolumeE8 * Closed * E3 < _volumeSum * multiplierE3;
    }

    /// <summary>For people: volume of the newest candle as a multiple of the mean, in 1e-3.</summary>
    public long VolumeTimesE3 =>
        _volumeSum == 0 ? 0 : (long)Int128.Min((Int128)_newest.VolumeE8 * Closed * E3 / _volumeSum, long.MaxValue);

    /// <summary>For people: close of the newest candle as a part of the mean close, in 1e-8.</summary>
    public long CloseOfMeanE8 => _closeSum == 0
        ? 0
        : (long)Int128.Min((Int128)_newest.CloseE8 * Closed * Model.FixedPoint.One / _closeSum, long.MaxValue);

    public ulong Hash()
    {
        ulong hash = StateHash.Mix(StateHash.Mix(_hash, _newest.Hash()), UpdatedNs);
        return StateHash.Mix(hash, Closed * 2L + (_isNewestOpen ? 1 : 0));
    }

    private void Close(in Candle candle)
    {
        ref Candle place = ref _closed[_next];
        if (IsWhole) Count(place, -1);
        else Closed++;
        place = candle;
        Count(candle, +1);
        _next = (_next + 1) % window;
    }

    private void Count(in Candle candle, int sign)
    {
        _closeSum += sign * (Int128)candle.CloseE8;
        _volumeSum += sign * (Int128)candle.VolumeE8;
        _hash ^= candle.Hash();
    }

    private readonly record struct Candle(long OpenTimeNs, long CloseE8, long VolumeE8)
    {
        public ulong Hash() => StateHash.Mix(StateHash.Mix(StateHash.Mix(1, OpenTimeNs), CloseE8), VolumeE8);
    }
}
