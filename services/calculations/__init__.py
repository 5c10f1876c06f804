"""Every figure that the product shows, as pure functions: no database, no clock, exact minor units in and out."""

from services.calculations.breakdown import BudgetBreakdown, BudgetSlice
from services.calculations.budget import BudgetSnapshot, BudgetStatus
from services.calculations.comparison import CategoryBar, CategoryComparison
from services.calculations.figures import Figures
from services.calculations.flows import AVERAGED_PERIODS, TO_TODAY, Flow, buckets, flows, same_days
from services.calculations.goals import GoalProgress, SavingsGoal, due_by, goal_progress
from services.calculations.history import history_buckets
from services.calculations.overview import Overview
from services.calculations.projection import Projection
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
    "Projection",
    "SavingsGoal",
    "SpendingTrends",
    "Total",
    "TrendPoint",
    "buckets",
    "due_by",
    "flows",
    "goal_progress",
    "history_buckets",
    "same_days",
    "top_levels",
]
