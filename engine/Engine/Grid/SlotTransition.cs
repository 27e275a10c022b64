namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>One cell of the table.</summary>
public readonly record struct SlotTransition(SlotState Next, SlotAction Action);
