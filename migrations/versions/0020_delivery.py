"""What an open survey has published so far; whose contract a voucher is about, so that the organization may read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import WholeNumber

revision = "0020_delivery"
down_revision = "0019_panels_that_last"
branch_labels = None
depends_on = None

FK, INDEX = "fk_vouchers_organization_id_organizations", "ix_vouchers_organization_id"


def upgrade() -> None:
    with op.batch_alter_table("satisfaction_surveys") as surveys:
        surveys.add_column(sa.Column("published", sa.JSON(), nullable=True))
    with op.batch_alter_table("vouchers") as vouchers:
        vouchers.add_column(sa.Column("organization_id", WholeNumber, nullable=True))
        vouchers.create_foreign_key(op.f(FK), "organizations", ["organization_id"], ["id"])
        vouchers.create_index(op.f(INDEX), ["organization_id"])
    op.execute(
        "UPDATE vouchers SET organization_id = (SELECT organization_id FROM contracts"
        " WHERE contracts.id = vouchers.contract_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("vouchers") as vouchers:
        vouchers.drop_index(op.f(INDEX))
        vouchers.drop_constraint(op.f(FK), type_="foreignkey")
        vouchers.drop_column("organization_id")
    with op.batch_alter_table("satisfaction_surveys") as surveys:
        surveys.drop_column("published")
