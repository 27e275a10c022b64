namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Everything is known; the host shall append <see cref="EventKind.EpochStarted"/> with this epoch, and let no order
/// out before the journal is durable up to it. Also the payload of that event.
/// </summary>
public struct StartEpoch
{
    public long Epoch;
}
