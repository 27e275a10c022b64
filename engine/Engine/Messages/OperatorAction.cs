namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Stored; append only.</summary>
public enum OperatorAction : byte
{
    None = 0,

    /// <summary>
    /// End the run: entries stop, with cancel_on_exit every own order is cancelled and that is verified.
    /// </summary>
    Stop = 1,
    Pause = 2,
    Resume = 3,
    Flatten = 4,
    Halt = 5,
    Reconcile = 6,
    AdoptPosition = 7,
}
