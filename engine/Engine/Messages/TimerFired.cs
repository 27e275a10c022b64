namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Time has passed: the header's time is all it says.</summary>
public struct TimerFired
{
    public long Count;
}
