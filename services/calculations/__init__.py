"""Every figure of the product as pure functions: no database, no clock, exact minor units."""

from services.calculations.averages import average, middle, usual
from services.calculations.breakdown import BudgetBreakdown, BudgetSlice
from services.calculations.budget import BudgetSnapshot, BudgetStatus, PlannedSpending
from services.calculations.carry import PlanLine
from services.calculations.comparison import CategoryBar, CategoryComparison
from services.calculations.figures import Figures
from services.calculations.flows import AVERAGED_PERIODS, TO_TODAY, Flow, buckets, flows, same_days, since_first_entry
from services.calculations.goals import GoalProgress, SavingsGoal, due_by, goal_progress, is_far_behind
from services.calculations.history import history_buckets
from services.calculations.overview import Overview
from services.calculations.rows import Category, CategoryKind, Plan, Total, top_levels
from services.calculations.trends import SpendingTrends, TrendPoint

__all__ = [
    "AVERAGED_PERIODS",
    "TO_TODAY",
    "BudgetBreakdown",
    "BudgetSlice",
    "BudgetSnapshot",
    "BudgetStatus",
    "Category",
    "CategoryBar",
    "CategoryComparison",
    "CategoryKind",
    "Figures",
    "Flow",
    "GoalProgress",
    "Overview",
    "Plan",
    "PlanLine",
    "PlannedSpending",
    "SavingsGoal",
    "SpendingTrends",
    "Total",
    "TrendPoint",
    "average",
    "buckets",
    "due_by",
    "flows",
    "goal_progress",
    "history_buckets",
    "is_far_behind",
    "middle",
    "same_days",
    "since_first_entry",
    "top_levels",
    "usual",
]
